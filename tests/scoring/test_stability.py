"""Harmless edits, and answers that do not outlive them."""

from pathlib import Path

import pytest

from plugin.domain.caveats import Code
from plugin.domain.score import Band, Stability
from tests.platforms.essays import GENERIC, HARBOUR, PLACE
from tests.scoring.made_up import calibration
from workers.scoring.calibration import Stratum
from workers.scoring.edits import harmless_edits
from workers.scoring.judgement import band
from workers.scoring.normalise import normalise
from workers.scoring.stability import is_near_a_line, stability


@pytest.fixture
def stratum(tmp_path: Path) -> Stratum:
    """400 humans at 0, 1 … 399: the 5 % line lies just above 380, the 1 % line above 396."""
    return calibration(tmp_path).own_stratum(300)


@pytest.mark.parametrize("text", [PLACE, HARBOUR, GENERIC])
def test_edits_are_small_and_the_same_every_time(text: str) -> None:
    plain = normalise(text).text
    edits = harmless_edits(plain)
    assert edits == harmless_edits(plain)
    assert len(edits) >= 4
    for edit in edits:
        assert edit != plain
        assert len(edit) > 0.8 * len(plain)


def test_spelling_goes_the_other_way_and_keeps_its_capital() -> None:
    assert "Color and behavior of the theater" in harmless_edits("Colour and behaviour of the theatre")
    assert "the organisation's grey colours" in harmless_edits("the organization's gray colors")


@pytest.mark.parametrize("text", ["", "word", "Three short words.", "汉字没有空格"])
def test_no_text_is_too_short_to_be_edited_without_harm(text: str) -> None:
    assert all(edit != text for edit in harmless_edits(text))


def test_the_line_is_the_lowest_score_that_crosses_it(stratum: Stratum) -> None:
    for alpha, expected in ((0.05, Band.ELEVATED), (0.01, Band.STRONG)):
        line = stratum.line(alpha)
        assert line is not None
        assert stratum.rank(line).p_value <= alpha < stratum.rank(line - 1e-6).p_value
        assert stratum.reached(line) is expected
        assert stratum.reached(line - 1e-6) is not expected


def test_only_texts_near_a_line_are_read_again(stratum: Stratum) -> None:
    assert is_near_a_line(379.0, stratum, 1.0)
    assert is_near_a_line(398.0, stratum, 1.0)
    assert not is_near_a_line(370.0, stratum, 1.0)
    assert not is_near_a_line(420.0, stratum, 1.0)


def test_edits_that_lead_to_another_answer_are_counted(stratum: Stratum) -> None:
    assert stability(385.0, [384.0, 379.0, 398.0], stratum) == Stability(3, 379.0, 398.0, 2)


def test_an_edit_over_the_first_line_means_cannot_tell(stratum: Stratum) -> None:
    steady = stability(385.0, [379.0, 386.0], stratum)
    assert band(385.0, (), stratum, 0.0, True, steady) == (Band.CANNOT_TELL, {Code.UNSTABLE})
    assert band(385.0, (), stratum, 0.0, True, stability(385.0, [384.0], stratum)) == (Band.ELEVATED, set())


@pytest.mark.parametrize(("score", "edited"), [(385.0, [379.0, 378.0]), (379.0, [385.0, 386.0])])
def test_edits_that_all_cross_the_first_line_mean_cannot_tell_too(
    stratum: Stratum, score: float, edited: list[float]
) -> None:
    assert band(score, (), stratum, 0.0, True, stability(score, edited, stratum)) == (Band.CANNOT_TELL, {Code.UNSTABLE})


def test_an_edit_over_the_second_line_gives_the_lower_band(stratum: Stratum) -> None:
    found = band(398.0, (), stratum, 0.0, True, stability(398.0, [390.0, 399.0], stratum))
    assert found == (Band.ELEVATED, {Code.NEAR_THRESHOLD})
