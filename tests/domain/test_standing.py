"""What stands in a gradebook, and whether our mark may take its place."""

import pytest

from plugin.domain.grading import Mark
from plugin.domain.standing import Found, Habits, Ours, Step, is_same, next_step

MARK = Mark(17, 20)
SENT_BEFORE = Ours(marks=((12, 20),), arrived=True)
POSTED = Ours(marks=((17, 20),), tried=True)
POSTED_OVER_TEN = Ours(marks=((12, 20), (17, 20)), arrived=True, tried=True, before=Found(10, 20))
MOODLE, CANVAS, OTHER = Habits(hides_zero=True), Habits(deducts_for_lateness=True), Habits()


@pytest.mark.parametrize(
    ("found", "ours", "habits", "step"),
    [
        (None, Ours(), OTHER, Step.POST),
        (None, Ours(), MOODLE, Step.POST),
        (Found(17, 20), Ours(), OTHER, Step.POST),
        (Found(17, 20), Ours(tried=True), OTHER, Step.DONE),
        (Found(85, 100), Ours(tried=True), OTHER, Step.DONE),
        (Found(17, 20), Ours(tried=True, before=Found(85, 100)), OTHER, Step.POST),
        (Found(17, 20), Ours(tried=True, before=Found(12, 20)), OTHER, Step.DONE),
        (Found(85, 100), Ours(marks=((17, 20),), arrived=True, repeats=True), OTHER, Step.DONE),
        (Found(17, 20), Ours(marks=((17, 20),), arrived=True), OTHER, Step.POST),
        (Found(11, 20), Ours(marks=((17, 20),), arrived=True, repeats=True), OTHER, Step.TAKEN),
        (Found(11, 20), Ours(), OTHER, Step.TAKEN),
        (Found(0, 20), Ours(), OTHER, Step.TAKEN),
        (Found(60, 100), SENT_BEFORE, OTHER, Step.POST),
        (Found(11, 20), SENT_BEFORE, OTHER, Step.TAKEN),
        (Found(11, 20), SENT_BEFORE, CANVAS, Step.POST_AND_LOOK),
        (Found(13, 20), SENT_BEFORE, CANVAS, Step.TAKEN),
        (Found(11, 20), Ours(), CANVAS, Step.TAKEN),
        (Found(14, 20), POSTED, CANVAS, Step.LOWERED),
        (Found(14, 20), POSTED, OTHER, Step.TAKEN),
        (Found(18, 20), POSTED, CANVAS, Step.TAKEN),
        (Found(10, 20), POSTED_OVER_TEN, CANVAS, Step.POST_AND_LOOK),
        (Found(14, 20), POSTED_OVER_TEN, CANVAS, Step.LOWERED),
        (Found(12, 20), POSTED_OVER_TEN, CANVAS, Step.POST),
        (Found(14, 20), Ours(marks=((17, 20),), arrived=True), CANVAS, Step.POST_AND_LOOK),
        (Found(11, 20), Ours(marks=((12, 20),), tried=True), CANVAS, Step.POST_AND_LOOK),
        (None, SENT_BEFORE, OTHER, Step.POST),
        (None, SENT_BEFORE, MOODLE, Step.REMOVED),
        (None, Ours(marks=((12, 20),)), MOODLE, Step.POST),
        (None, Ours(marks=((0, 20),), arrived=True), MOODLE, Step.POST),
    ],
)
def test_a_mark_goes_where_none_but_ours_stands(found: Found | None, ours: Ours, habits: Habits, step: Step) -> None:
    assert next_step(MARK, found, ours, habits, forced=False) is step


@pytest.mark.parametrize("found", [None, Found(11, 20)])
def test_a_person_may_have_it_sent_all_the_same(found: Found | None) -> None:
    assert next_step(MARK, found, SENT_BEFORE, MOODLE, forced=True) is Step.POST


@pytest.mark.parametrize(
    ("mark", "found", "same"),
    [
        ((17, 20), Found(85, 100), True),
        ((17, 20), Found(84, 100), False),
        ((1, 3), Found(0.33, 1), True),
        ((1, 3), Found(33.33, 100), True),
        ((17, 20), Found(17, 0), False),
        ((0, 20), Found(0, 0), True),
    ],
)
def test_marks_are_compared_as_shares_as_finely_as_gradebooks_round(
    mark: tuple[float, float], found: Found, same: bool
) -> None:
    assert is_same(mark, found) is same
