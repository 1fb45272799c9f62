"""`caveat scorer` as it is, but for the language model: a stand-in that some texts bring into trouble.

python -m tests.workers.stand_in_scorer [broken]        with `broken` it cannot be used from the start
"""

import sys
import time

from plugin.domain.caveats import Caveat
from plugin.domain.score import Score
from tests.chaos.worker import StandIn, _stand_in

SLOW = "This sentence takes longer than anybody waits."
BREAKS = "This sentence breaks the device on which the model runs."


class Model(StandIn):
    def __init__(self, broken: bool):
        super().__init__(0.0)
        self.broken = broken

    def score(self, text: str, language: str | None, confidence: float) -> tuple[Score, tuple[Caveat, ...]]:
        self.broken = self.broken or BREAKS in text
        if self.broken:
            raise RuntimeError("device-side assert triggered")
        if SLOW in text:
            time.sleep(300)
        return super().score(text, language, confidence)


if __name__ == "__main__":
    _stand_in(Model("broken" in sys.argv))
    from plugin.cli import main

    main(["scorer"])
