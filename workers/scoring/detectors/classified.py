"""What a sequence classifier says of the text: its log-odds of "AI", high reads machine-like. Abstains without one."""

import math

from workers.scoring.reading import Reading


class Classified:
    name, unit, sign, votes = "classifier", "log-odds", 1, False

    def value(self, reading: Reading) -> float:
        return math.nan if reading.classified is None else reading.classified
