"""`caveat scorer` and `caveat courier` as they are, but for what only a test may change:

    python -m tests.chaos.worker scorer|courier [--clock SECONDS] [--think SECONDS]

The language model is a stand-in that answers after `--think`, so that hundreds of texts pass on two cores; claiming,
reading, recording and everything else are the product's. `--clock` puts this process's clock forward or back.
"""

import argparse
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import time_machine

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.score import Score
from tests.domain.examples import example_score

POISON = "This sentence takes its worker down."


class StandIn:
    """In place of a Scorer. A text with POISON in it kills the process that reads it, as running out of memory does."""

    def __init__(self, seconds: float):
        self.seconds, self.unmeasured = seconds, ()
        self.model = SimpleNamespace(identity="a stand-in for a language model")

    def warm_up(self) -> None:
        self.score("", "en", 1.0)

    def score(self, text: str, language: str | None, confidence: float) -> tuple[Score, tuple[Caveat, ...]]:
        time.sleep(self.seconds)
        if POISON in text:
            os.kill(os.getpid(), signal.SIGKILL)
        return example_score(), (Caveat(Code.NOT_EVIDENCE, Severity.STOP),)


def main() -> None:
    how = _arguments()
    if how.clock:
        time_machine.travel(datetime.now(UTC) + timedelta(seconds=how.clock), tick=True).start()
    if how.name == "scorer":
        _stand_in(StandIn(how.think))
    from plugin.cli import main as caveat

    caveat([how.name])


def _stand_in(model: Any) -> None:
    from workers import about, scorer

    scorer.scorer = lambda: model
    scorer.compared = lambda: SimpleNamespace(by=lambda name: model)
    about.scorer = lambda *_: {"model": model.model.identity}
    about.record_calibrations = lambda *_: None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=("scorer", "courier"))
    parser.add_argument("--clock", type=float, default=0.0)
    parser.add_argument("--think", type=float, default=0.2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
