"""What a report says of watermarks: how much of each was there, how often chance alone does that, and what neither
a watermark nor its absence shows. (A "mark" alone is what a teacher gives.)"""

# ruff: noqa: E501 - sentences as they are read

import math
from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.language import N_, say, say_n
from plugin.domain.score import Watermark
from plugin.domain.words import in_100

_LEAST_SAID = 1e-6  # beyond, the p-value is exact and the assumptions behind it are not
_SCHEMES = {"green_list": N_("green list"), "gumbel": "Gumbel", "synthid": "SynthID-Text"}
_NOT_EVIDENCE = N_(
    "Much of a watermark says that words were chosen with its key: not by whom, from whose draft, or whether that was "
    "allowed. It is not evidence that anyone broke a rule."
)
_ABSENCE = N_(
    "Little of it says nothing about other generators, most of which leave none, and rewriting can remove one. "
    "Common phrases fall alike in every text looked at with one key, so chance can favour a whole class."
)


@dataclass(frozen=True)
class WatermarksLookedFor:
    """One line each, and what to know of them all."""

    lines: tuple[str, ...]
    notes: tuple[str, ...]


def watermarks_looked_for(watermarks: Sequence[Watermark]) -> WatermarksLookedFor | None:
    """None where none was looked for."""
    if not watermarks:
        return None
    several = (_several(watermarks),) if len(watermarks) > 1 else ()
    return WatermarksLookedFor(tuple(_line(mark) for mark in watermarks), (*several, say(_NOT_EVIDENCE), say(_ABSENCE)))


def _line(mark: Watermark) -> str:
    return say_n(
        "A watermark of %(generator)s (%(scheme)s) was looked for: %(tokens)s token counted; by chance, as much of it "
        "stands in %(chance)s unmarked texts.",
        "A watermark of %(generator)s (%(scheme)s) was looked for: %(tokens)s tokens counted; by chance, as much of it "
        "stands in %(chance)s unmarked texts.",
        mark.tokens, generator=mark.name, scheme=say(_SCHEMES.get(mark.scheme, mark.scheme)),
        tokens=f"{mark.tokens:,}", chance=by_chance(mark.p_value),
    )  # fmt: skip


def _several(watermarks: Sequence[Watermark]) -> str:
    """Bonferroni: of k looks the luckiest comes by chance at most k times as often."""
    least = min(1.0, len(watermarks) * min(mark.p_value for mark in watermarks))
    return say(
        "%(count)s watermarks were looked for. By chance, one of them stands out as much as the most marked one here in "
        "up to %(chance)s unmarked texts.", count=len(watermarks), chance=by_chance(least),
    )  # fmt: skip


def by_chance(p_value: float) -> str:
    """Never 0, and rounded away from looking rare."""
    if p_value < _LEAST_SAID:
        return say("less than 1 in 1,000,000")
    if p_value < 0.01:
        return say("about 1 in %(texts)s", texts=f"{_two_figures_down(1 / p_value):,}")
    return in_100(math.ceil(1000 * p_value - 1e-9) / 1000)


def _two_figures_down(number: float) -> int:
    unit: int = 10 ** max(0, math.floor(math.log10(number)) - 1)
    return math.floor(number / unit + 1e-9) * unit
