"""What stands beside a file in the platform, where nothing else of ours is read."""

import colorsys

import pytest

from plugin.domain import asset_report as said
from plugin.domain.asset_report import AssetError, Progress
from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.score import Band, Reason
from plugin.domain.words import BAND_ANSWERS, BAND_NAMES

BANDS = [Band.UNREMARKABLE, Band.ELEVATED, Band.STRONG, Band.CANNOT_TELL]
FALSE_FLAGS = Caveat(Code.FALSE_FLAGS, Severity.STOP, {"alpha": 0.05, "bound": 0.062, "reference_n": 1204})
MANY = [Caveat(code, Severity.CAUTION, {}) for code in Code if code is not Code.FALSE_FLAGS]


@pytest.mark.parametrize("band", BANDS)
def test_a_band_is_shown_whole_and_its_colour_has_words(band: Band) -> None:
    words = said.processed(band, [FALSE_FLAGS], False)
    assert words.result == BAND_NAMES[band]
    assert len(words.result) <= 15  # Canvas cuts what is longer
    assert words.colour_words == BAND_NAMES[band]


@pytest.mark.parametrize("band", BANDS)
def test_no_colour_is_red_and_each_can_be_read_on_white(band: Band) -> None:
    colour = said.processed(band, [], False).colour
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    assert saturation < 0.2 or 0.05 < hue < 0.92
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5


def test_the_comment_holds_the_answer_the_false_flag_rate_and_who_decides() -> None:
    """However many caveats there are, and wherever the rate stands among them."""
    comment = said.processed(Band.ELEVATED, [*MANY, FALSE_FLAGS], False).comment
    assert comment.startswith(BAND_ANSWERS[Band.ELEVATED])
    assert "5 in 100 human texts cross it" in comment
    assert "A person decides" in comment
    assert len(comment) < 65536


def test_every_reason_without_a_score_is_a_failure_with_a_known_code_or_asks_for_a_person() -> None:
    for reason in Reason:
        words = said.unscorable(reason)
        assert words.comment
        assert words.result == ""
        if words.progress is Progress.FAILED:
            assert words.error_code in set(AssetError)
        else:
            assert (words.progress, words.error_code) == (Progress.MANUAL, "")


def test_every_failure_has_words() -> None:
    assert set(said.ERRORS) == set(AssetError)
