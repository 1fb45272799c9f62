"""Perplexity: exp of the mean surprisal. Low reads machine-like (GPTZero, 2023)."""

import math

from workers.scoring.reading import Reading


class Perplexity:
    name, unit, sign, votes = "perplexity", "", -1, True

    def value(self, reading: Reading) -> float:
        return math.exp(-float(reading.statistics.log_probability.mean()))
