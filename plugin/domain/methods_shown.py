"""Which methods a report shows. A method that is switched off has no row; the band, the rank and the likelihood rest on
all of them together, as they were measured, and do not change."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from plugin.domain.score import Score
from plugin.domain.words import METHODS

ALWAYS = "ensemble"  # the rank is taken on it
_NEVER_A_ROW = "log_likelihood"  # perplexity in other units
NEEDS = {"pair_curvature": "observer", "binoculars": "observer", "classifier": "classifier"}
MEMBERS = ("probe", "style", "pattern")


def in_reports() -> list[str]:
    """Codes, in the order of a report's table."""
    return [code for code in METHODS if code != _NEVER_A_ROW]


def switchable(codes: Iterable[str]) -> tuple[str, ...]:
    """Of `codes` those that can be switched off, in order and once each."""
    asked = set(codes)
    return tuple(code for code in in_reports() if code in asked and code != ALWAYS)


def without(score: Score, off: Collection[str]) -> Score:
    """The same score without the rows of these methods. What a passage's reasons count stays as it was counted."""
    if not off:
        return score
    return replace(score, methods=tuple(method for method in score.methods if method.name not in off))
