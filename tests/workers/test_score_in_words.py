"""What `caveat score` says of a file to a person."""

from dataclasses import replace
from pathlib import Path

import pytest

from plugin.domain.caveats import Caveat, Code, Severity
from tests.domain.examples import example_score
from workers.judge import Judgement
from workers.score_files import _in_words, as_object


@pytest.mark.parametrize(("likelihood", "said"), [(0.2, "under 1"), (31.4, "31"), (99.8, "over 99")])
def test_a_likelihood_is_never_a_certainty(likelihood: float, said: str) -> None:
    judgement = Judgement(example_score(likelihood=likelihood), ())
    assert f"likelihood {said} (22 to 43) in 100, if 10 in 100" in _in_words(Path("a.txt"), judgement)


def test_caveats_come_before_the_number() -> None:
    judgement = Judgement(example_score(), (Caveat(Code.NOT_EVIDENCE, Severity.STOP),))
    said = _in_words(Path("a.txt"), judgement)
    assert said.index("not evidence") < said.index("likelihood 31")


def test_the_share_is_of_the_words_judged() -> None:
    judgement = Judgement(replace(example_score(), words=812, judged_words=400), ())
    assert "26 % of 400 judged words" in _in_words(Path("a.txt"), judgement)
    found = as_object(Path("a.txt"), judgement)
    assert (found["words"], found["judged_words"]) == (812, 400)


def test_a_text_unlike_all_that_was_measured_has_numbers_not_to_lean_on() -> None:
    judgement = Judgement(example_score(), (Caveat(Code.UNLIKE_REFERENCE, Severity.CAUTION),))
    assert "do not lean on them" in _in_words(Path("a.txt"), judgement)
