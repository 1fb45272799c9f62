"""What `caveat score` says of a file to a person."""

from pathlib import Path

import pytest

from plugin.domain.caveats import Caveat, Code, Severity
from tests.domain.examples import example_score
from workers.judge import Judgement
from workers.score_files import _in_words


@pytest.mark.parametrize(("likelihood", "said"), [(0.2, "under 1"), (31.4, "31"), (99.8, "over 99")])
def test_a_likelihood_is_never_a_certainty(likelihood: float, said: str) -> None:
    judgement = Judgement(example_score(likelihood=likelihood), ())
    assert f"likelihood {said} (22 to 43) in 100, if 10 in 100" in _in_words(Path("a.txt"), judgement)


def test_caveats_come_before_the_number() -> None:
    judgement = Judgement(example_score(), (Caveat(Code.NOT_EVIDENCE, Severity.STOP),))
    said = _in_words(Path("a.txt"), judgement)
    assert said.index("not evidence") < said.index("likelihood 31")
