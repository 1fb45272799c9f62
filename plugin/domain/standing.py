"""What stands in a gradebook, and whether a mark of ours may take its place. A grade that a person gave in the
gradebook itself is never replaced without a word."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from plugin.domain.grading import Mark


class Found(NamedTuple):
    """A grade in the gradebook; `by`: the platform's id of who gave it, where it tells."""

    given: float
    maximum: float
    by: str = ""


@dataclass(frozen=True)
class Ours:
    """Every (mark, maximum) that may stand there because of us; `arrived`: the first of them is known to have arrived.

    `tried`: this mark was posted, with an answer that got lost perhaps; `before`: what stood there until then.
    `repeats`: this mark, comment and all, is the one that arrived last: a person whose page got lost pressed again.
    """

    marks: tuple[tuple[float, float], ...] = ()
    arrived: bool = False
    tried: bool = False
    before: Found | None = None
    repeats: bool = False


@dataclass(frozen=True)
class Habits:
    """How a family of platforms shows grades."""

    hides_zero: bool = False
    deducts_for_lateness: bool = False


class Step(StrEnum):
    POST = "post"
    POST_AND_LOOK = "post_and_look"  # the platform knows who gave the grade, and keeps a person's; then see
    DONE = "done"
    LOWERED = "lowered"  # done, and less stands there than was posted
    TAKEN = "taken"
    REMOVED = "removed"


def next_step(mark: Mark, found: Found | None, ours: Ours, habits: Habits, forced: bool) -> Step:
    if found is None:
        return Step.POST if forced or not _was_taken_away(ours, habits) else Step.REMOVED
    if is_same((mark.given, mark.maximum), found):  # by another hand, perhaps, unless it came with our post
        return Step.DONE if _came_with_it(found, ours) else Step.POST
    if forced or any(is_same(earlier, found) for earlier in ours.marks):
        return Step.POST
    if habits.deducts_for_lateness and any(_share(found) < _share(earlier) for earlier in ours.marks):
        return Step.LOWERED if _is_lowered(mark, found, ours) else Step.POST_AND_LOOK
    return Step.TAKEN


def is_same(mark: tuple[float, float], found: Found) -> bool:
    """Platforms rescale to the column's points, and round to a hundredth of one."""
    rounding = 0.0051 / found.maximum if found.maximum > 0 else 0.0
    return abs(_share(found) - _share(mark)) < max(0.001, rounding)


def _came_with_it(found: Found, ours: Ours) -> bool:
    return (
        ours.repeats
        or ours.tried
        and (ours.before is None or not is_same((ours.before.given, ours.before.maximum), found))
    )


def _is_lowered(mark: Mark, found: Found, ours: Ours) -> bool:
    """A person's lower grade, given since the post, looks the same; it stays where it is either way."""
    posted = (mark.given, mark.maximum)
    return posted in ours.marks and _share(found) < _share(posted) and _came_with_it(found, ours)


def _was_taken_away(ours: Ours, habits: Habits) -> bool:
    """Where a zero is not shown, a mark of ours that is gone may be a zero that a person gave."""
    return habits.hides_zero and ours.arrived and bool(ours.marks) and ours.marks[0][0] > 0


def _share(mark: tuple[float, float] | Found) -> float:
    return mark[0] / mark[1] if mark[1] > 0 else 0.0
