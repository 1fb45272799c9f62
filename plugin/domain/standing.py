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

    `same_before`: this very mark stood there before the first try, so finding it proves nothing.
    """

    marks: tuple[tuple[float, float], ...] = ()
    arrived: bool = False
    tried: bool = False
    same_before: bool = False


@dataclass(frozen=True)
class Habits:
    """How a family of platforms shows grades."""

    hides_zero: bool = False
    deducts_for_lateness: bool = False


class Step(StrEnum):
    POST = "post"
    POST_AND_LOOK = "post_and_look"  # the platform knows who gave the grade, and keeps a person's; then see
    NOTE_AND_POST = "note_and_post"  # the same mark stands there already, perhaps by another hand
    DONE = "done"
    TAKEN = "taken"
    REMOVED = "removed"


def next_step(mark: Mark, found: Found | None, ours: Ours, habits: Habits, forced: bool) -> Step:
    if found is None:
        return Step.POST if forced or not _was_taken_away(ours, habits) else Step.REMOVED
    if is_same((mark.given, mark.maximum), found):
        if not ours.tried:
            return Step.NOTE_AND_POST
        return Step.POST if ours.same_before else Step.DONE
    if forced or any(is_same(earlier, found) for earlier in ours.marks):
        return Step.POST
    if habits.deducts_for_lateness and any(_share(found) < _share(earlier) for earlier in ours.marks):
        return Step.POST_AND_LOOK
    return Step.TAKEN


def is_same(mark: tuple[float, float], found: Found) -> bool:
    """Platforms rescale to the column's points, and round to a hundredth of one."""
    rounding = 0.0051 / found.maximum if found.maximum > 0 else 0.0
    return abs(_share(found) - _share(mark)) < max(0.001, rounding)


def _was_taken_away(ours: Ours, habits: Habits) -> bool:
    """Where a zero is not shown, a mark of ours that is gone may be a zero that a person gave."""
    return habits.hides_zero and ours.arrived and bool(ours.marks) and ours.marks[0][0] > 0


def _share(mark: tuple[float, float] | Found) -> float:
    return mark[0] / mark[1] if mark[1] > 0 else 0.0
