"""Canvas's late policy lowers what was sent: that is not taken for a teacher's grade, nor a teacher's grade for it."""

from typing import Any

import pytest

from plugin.lms.connector import ServiceError
from plugin.services import grade_sending
from plugin.store.files import FileStore
from plugin.store.session import Database
from tests.conftest import PLATFORM_KEY
from tests.platforms.personality import CANVAS
from tests.workers.desk import Desk, make_desk
from workers import gradebook


@pytest.fixture
def desk(database: Database, files: FileStore, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(grade_sending, "seconds_too_early", lambda _: 0.0)
    desk = make_desk(database, files, CANVAS, PLATFORM_KEY)
    desk.platform.school.column.late_deduction = 0.2
    return desk


def look_fails_after_the_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once."""
    look, looks = gradebook._look, iter((False, True))

    def failing(*how: Any) -> Any:
        if next(looks, False):
            raise ServiceError(500)
        return look(*how)

    monkeypatch.setattr(gradebook, "_look", failing)


def test_a_lowered_mark_whose_answer_was_lost_is_done_and_its_comment_told_once(desk: Desk) -> None:
    desk.platform.troubles.append("lost answer")
    grade = desk.mark(10, "Good.")
    assert [desk.send(grade), desk.send(grade)] == ["platform_error", "already_there"]
    assert (desk.cell().score, desk.cell().comments) == (8, ["Good."])
    row = desk.row(grade)
    assert (row.state, row.there_mark, row.there_maximum) == ("sent", 8, 20)


def test_the_comment_of_a_lost_answer_is_not_told_again_with_the_next_mark(desk: Desk) -> None:
    submission = desk.hand_in().submission_id
    desk.platform.troubles.append("lost answer")
    desk.send_until_done(desk.mark_again(submission, 10, "Good."))
    assert desk.send_until_done(desk.mark_again(submission, 15, "Good.")) == "sent"
    assert (desk.cell().score, desk.cell().comments) == (12, ["Good."])


def test_a_new_mark_that_never_arrived_is_not_taken_for_the_lowered_old_one(desk: Desk) -> None:
    submission = desk.hand_in().submission_id
    desk.send(desk.mark_again(submission, 10))
    desk.platform.troubles.append("503")
    grade = desk.mark_again(submission, 20)
    assert [desk.send(grade), desk.send(grade)] == ["platform_error", "sent"]
    assert desk.cell().score == 16


def test_a_new_mark_whose_answer_was_lost_is_told_from_the_lowered_old_one(desk: Desk) -> None:
    submission = desk.hand_in().submission_id
    desk.send(desk.mark_again(submission, 10))
    desk.platform.troubles.append("lost answer")
    grade = desk.mark_again(submission, 20, "Better.")
    assert [desk.send(grade), desk.send(grade)] == ["platform_error", "already_there"]
    assert (desk.cell().score, desk.cell().comments) == (16, ["Better."])


def test_a_look_that_fails_after_the_post_does_not_repeat_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = desk.hand_in().submission_id
    desk.send(desk.mark_again(submission, 10, "Good."))
    look_fails_after_the_post(monkeypatch)
    grade = desk.mark_again(submission, 12, "Better.")
    assert [desk.send(grade), desk.send(grade)] == ["platform_error", "already_there"]
    assert (desk.row(grade).state, desk.cell().comments) == ("sent", ["Good.", "Better."])


def test_a_teachers_lower_grade_stays_and_is_named_also_when_that_look_fails(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = desk.hand_in().submission_id
    desk.send(desk.mark_again(submission, 10))
    desk.platform.school.grade_by_hand("mei", 3)
    look_fails_after_the_post(monkeypatch)
    grade = desk.mark_again(submission, 12, "Better.")
    assert [desk.send(grade), desk.send(grade)] == ["platform_error", "grade_there"]
    row = desk.row(grade)
    assert (row.state, row.there_mark, desk.cell().score, desk.cell().comments) == ("refused", 3, 3, ["Better."])


def test_a_lower_grade_that_a_teacher_gives_after_a_lost_answer_is_never_replaced(desk: Desk) -> None:
    submission = desk.hand_in().submission_id
    desk.platform.troubles.append("lost answer")
    grade = desk.mark_again(submission, 10)
    desk.send(grade)
    desk.platform.school.grade_by_hand("mei", 6)
    desk.send(grade)
    assert (desk.row(grade).there_mark, desk.cell().score) == (6, 6)  # the report shows what stands there
    assert desk.send_until_done(desk.mark_again(submission, 15)) == "grade_there"
    assert desk.cell().score == 6
