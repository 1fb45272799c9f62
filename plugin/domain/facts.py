"""Facts that every reader of a score must know, each with its source: few, and those that bear on this one."""

# ruff: noqa: E501 - sentences as they are read

from dataclasses import dataclass

from plugin.domain.language import N_, say
from plugin.domain.score import Band, Score
from plugin.domain.words import BAND_NAMES, in_100

_LINES = {Band.ELEVATED: "5_percent", Band.STRONG: "1_percent"}


@dataclass(frozen=True)
class Fact:
    """A sentence, and where it is from."""

    text: str
    source: str


_SECOND_LANGUAGE = (
    N_("Seven detectors called 61.3 in 100 of 91 human essays by learners of English AI-written, on average, and about 5 in "
       "100 essays of US pupils."),
    "Liang et al., Patterns, 2023, doi:10.1016/j.patter.2023.100779",
)  # fmt: skip
_PEOPLE = (
    N_("People are no better, and surer: teachers marked AI essays rightly 38 to 45 times in 100, and were about 80 in 100 "
       "sure."),
    "Fleckenstein et al., 2024, doi:10.1016/j.caeai.2024.100209",
)  # fmt: skip
_EDITING = (
    N_(
        "Light editing hides much: six tools were right about 39.5 in 100 texts, and 17.4 points fewer after simple edits."
    ),
    "Perkins et al., 2024",
)
_MANY = (
    N_("One flag in a hundred honest texts adds up: ten honest essays carry a 9.6 in 100 chance of at least one, forty a 33 in "
       "100 chance."),
    "",
)  # fmt: skip
_GENERAL = (
    N_("If 5 in 100 texts are AI-written, a tool that finds 85 in 100 of them with 1 false flag in 100 is right in 82 of 100 "
       "flags; one that finds 26 with 9 false flags is right in 13."),
    "",
)  # fmt: skip


def facts_for(score: Score) -> tuple[Fact, ...]:
    """Of a text with nothing remarkable it matters more what goes unseen; of others, how often flags are wrong."""
    if score.band is Band.UNREMARKABLE:
        return (_fact(_EDITING), _fact(_PEOPLE), _base_rate(score))
    return (_base_rate(score), _fact(_SECOND_LANGUAGE), _fact(_PEOPLE), _fact(_MANY))


def _fact(row: tuple[str, str]) -> Fact:
    text, source = row
    return Fact(say(text), source or say("by arithmetic"))


def _base_rate(score: Score) -> Fact:
    """How many flags are wrong at this line, where it is known how many AI texts reach it. The rate of human texts is
    the one that the line was drawn at, which errs to the side of more false flags than were measured."""
    rate = next((rate for rate in score.band_rates if rate.band is score.band), None)
    rate = rate or next(iter(score.band_rates), None)
    found = rate and score.calibration.measured.get(f"found_at_{_LINES.get(rate.band, '')}")
    if rate is None or not found:
        return _fact(_GENERAL)
    base = score.likelihood.base_rate
    right, wrong = base * found, (1 - base) * rate.alpha
    text = say(
        "If %(base)s submissions are AI-written, and the line of “%(band)s” is reached by %(found)s of those and by "
        "%(alpha)s human texts, then of 100 texts beyond it about %(wrong)s are human. Where fewer are AI-written, more are.",
        band=BAND_NAMES[rate.band], base=in_100(base), found=in_100(found), alpha=in_100(rate.alpha), wrong=round(100 * wrong / (right + wrong)),
    )  # fmt: skip
    return Fact(
        text, say("by arithmetic, from the rates measured with %(calibration)s", calibration=score.calibration.id)
    )
