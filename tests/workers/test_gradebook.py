"""Grades on their way to every family of platforms: once, in order, and never over a teacher's own."""

from datetime import timedelta
from typing import Any

import pytest

from plugin.services import grade_sending, grades
from plugin.store.tables import Assignment
from tests.platforms.personality import (
    BLACKBOARD,
    CANVAS,
    D2L,
    MOODLE,
    OPENEDX,
    PERSONALITIES,
    Personality,
)  # fmt: skip
from tests.workers.desk import Desk
from tests.workers.desks import Make, desk, make, no_waiting
from workers import gradebook


def test_a_grade_arrives_once_with_its_comment_and_its_grader(desk: Desk) -> None:
    grade = desk.mark(17, "Good.")
    assert desk.send(grade) == "sent"
    assert (desk.cell().score, desk.cell().comments, desk.cell().posts) == (17, ["Good."], 1)
    assert desk.posts()[0]["scoringUserId"] == desk.platform.school.person("teacher").sub
    assert desk.posts()[0]["submission"]["submittedAt"] < desk.posts()[0]["timestamp"]
    assert desk.send(grade) == ""


__all__ = ["desk", "make", "no_waiting"]


def test_a_retry_after_a_lost_answer_is_known_to_be_done(desk: Desk) -> None:
    desk.platform.troubles.append("lost answer")
    grade = desk.mark(17, "Good.")
    assert desk.send(grade) == "platform_error"
    assert desk.send(grade) == "already_there"
    assert (desk.row(grade).state, desk.cell().posts, desk.cell().comments) == ("sent", 1, ["Good."])


def test_a_mark_that_is_returned_again_as_it_stands_there_is_not_posted_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person whose page got lost presses again, a minute later perhaps."""
    monkeypatch.setattr(grades, "TWICE", timedelta(0))
    submission = desk.hand_in().submission_id
    told = [desk.send_until_done(desk.mark_again(submission, 17, "Good.")) for _ in range(2)]
    told.append(desk.send_until_done(desk.mark_again(submission, 17, "Very good.")))
    assert (told, desk.cell().posts) == (["sent", "already_there", "sent"], 2)


def test_the_next_mark_replaces_ours_also_when_its_answer_was_lost(desk: Desk) -> None:
    desk.platform.troubles.append("lost answer")
    first = desk.hand_in().submission_id
    desk.send(desk.mark_again(first, 5))
    assert desk.send_until_done(desk.mark_again(first, 18)) == "sent"
    assert desk.cell().score == 18


def test_timestamps_grow_over_attempts_by_whole_seconds(desk: Desk) -> None:
    for given in (5, 6, 7):
        assert desk.send_until_done(desk.mark(given)) == "sent"
    assert desk.cell().score == 7
    seconds = [post["timestamp"][:19] for post in desk.posts()]
    assert seconds == sorted(set(seconds))


def test_a_teachers_own_grade_is_not_replaced_until_somebody_says_so(desk: Desk) -> None:
    desk.platform.school.grade_by_hand("mei", 11)
    submission = desk.hand_in().submission_id
    grade = desk.mark_again(submission, 17)
    assert desk.send_until_done(grade) == "grade_there"
    row = desk.row(grade)
    assert (row.state, row.there_mark, row.there_maximum) == ("refused", 11, 20)
    assert desk.cell().score == 11
    assert desk.send_until_done(desk.mark_again(submission, 17, forced=True)) == "sent"
    assert desk.cell().score == 17


def test_a_teachers_later_grade_is_not_replaced_by_a_new_mark(desk: Desk) -> None:
    submission = desk.hand_in().submission_id
    desk.send(desk.mark_again(submission, 12))
    desk.platform.school.grade_by_hand("mei", 19)
    assert desk.send_until_done(desk.mark_again(submission, 13)) == "grade_there"
    assert desk.cell().score == 19


def test_a_teachers_same_grade_from_before_does_not_pass_for_ours(desk: Desk) -> None:
    desk.platform.school.grade_by_hand("mei", 17)
    desk.platform.troubles.append("503")
    grade = desk.mark(17, "Well argued.")
    assert desk.send(grade) == "platform_error"
    assert desk.send_until_done(grade) in ("sent", "already_there")
    assert desk.cell().comments == ["Well argued."]


def test_a_refusal_of_one_person_is_final_and_blocks_nobody(desk: Desk) -> None:
    mei = desk.platform.school.person("mei").sub
    desk.platform.refused[mei] = (422, "User not found in course or is not a student")
    refused, taken = desk.mark(5), desk.mark(6, key="jonas")
    assert desk.send(refused) == "not_enrolled"
    assert desk.send(taken) == "sent"
    assert desk.row(refused).state == "refused"


@pytest.mark.parametrize("personality", [p for p in PERSONALITIES.values() if p is not OPENEDX], ids=lambda p: p.name)
def test_each_familys_own_words_for_somebody_without_a_row_are_understood(make: Make, personality: Personality) -> None:
    desk = make(personality)
    assert desk.send(desk.mark(5, key="teacher")) == "not_enrolled"


def test_a_missing_column_is_made_once_with_link_resource_and_tag(desk: Desk) -> None:
    desk.platform.school.line_items.clear()
    desk.assignment(lti_lineitem_url=None)
    for key in ("mei", "jonas"):
        assert desk.send(desk.mark(5, key=key)) == "sent"
    (item,) = desk.platform.school.line_items.values()
    assert (item.resource_link_id, item.tag) == (desk.platform.school.link_id, "caveat-mark")
    assert item.resource_id == str(desk.assignment().item_id)


def test_a_column_that_is_gone_is_made_anew(desk: Desk) -> None:
    submission = desk.hand_in().submission_id
    desk.send(desk.mark_again(submission, 5))
    columns = desk.platform.school.line_items  # no platform gives a number twice
    desk.platform.school.add_line_item(label="Another", maximum=1, resource_link_id="another")
    columns.pop(1)
    assert desk.send_until_done(desk.mark_again(submission, 6)) == "sent"
    assert [cell.score for cell in columns[3].cells.values() if cell.posts] == [6]


def test_without_permission_to_read_results_a_grade_is_posted_all_the_same(desk: Desk) -> None:
    desk.assignment(lti_ags_scopes=[scope for scope in desk.platform.scopes or () if "result" not in scope])
    desk.platform.troubles.append("lost answer")
    grade = desk.mark(17)
    desk.send_until_done(grade)
    assert (desk.row(grade).state, desk.cell().score) == ("sent", 17)


def test_nobody_waits_less_than_the_platform_asked_for(desk: Desk) -> None:
    desk.platform.troubles.append("429:90")
    grade = desk.mark(17)
    done = desk.gradebook.return_grade(grade)
    assert done is not None
    assert (done[0].code, done[1]) == ("busy", 90)
    assert desk.send(grade) == "sent"


def test_canvass_403_to_whoever_asks_too_often_is_a_wait_and_no_refusal(make: Make) -> None:
    desk = make(CANVAS)
    desk.platform.troubles.append("throttled")
    grade = desk.mark(17)
    assert [desk.send(grade), desk.send(grade)] == ["busy", "sent"]


def test_moodle_is_sent_the_comment_that_stands_with_every_mark(make: Make) -> None:
    desk = make(MOODLE)
    submission = desk.hand_in().submission_id
    for given in (5, 6):
        desk.send_until_done(desk.mark_again(submission, given, "Good."))
    assert desk.cell().comments == ["Good."]


def test_canvas_is_told_a_comment_once(make: Make) -> None:
    desk = make(CANVAS)
    submission = desk.hand_in().submission_id
    for given, comment in ((5, "Good."), (6, "Good."), (7, "Very good.")):
        desk.send_until_done(desk.mark_again(submission, given, comment))
    assert (desk.cell().comments, desk.cell().attempts) == (["Good.", "Very good."], 0)


def test_moodle_refuses_equal_seconds_and_the_mark_goes_out_anew(make: Make) -> None:
    desk = make(MOODLE)
    desk.platform.school.grade_by_hand("mei", None)  # as a rescaled column moves its time forward
    assert desk.send_until_done(desk.mark(5)) == "sent"


def test_moodles_hidden_zero_is_a_teachers_own_grade(make: Make) -> None:
    desk = make(MOODLE)
    submission = desk.hand_in().submission_id
    desk.send(desk.mark_again(submission, 12))
    desk.platform.school.grade_by_hand("mei", 0)
    assert desk.send_until_done(desk.mark_again(submission, 13)) == "grade_removed"
    assert desk.cell().score == 0
    assert desk.send_until_done(desk.mark_again(submission, 13, forced=True)) == "sent"


def test_a_zero_of_ours_at_moodle_may_be_replaced_by_us(make: Make) -> None:
    desk = make(MOODLE)
    submission = desk.hand_in().submission_id
    desk.send(desk.mark_again(submission, 0))
    assert desk.send_until_done(desk.mark_again(submission, 4)) == "sent"


def test_canvass_late_policy_is_not_taken_for_a_teacher(make: Make) -> None:
    desk = make(CANVAS)
    desk.platform.school.column.late_deduction = 0.1
    submission = desk.hand_in().submission_id
    desk.send(desk.mark_again(submission, 10))
    assert desk.send_until_done(desk.mark_again(submission, 20)) == "sent"
    assert desk.cell().score == 18


def test_canvas_keeps_a_lower_grade_of_a_teachers_and_we_say_so(make: Make) -> None:
    desk = make(CANVAS)
    submission = desk.hand_in().submission_id
    desk.send(desk.mark_again(submission, 12))
    desk.platform.school.grade_by_hand("mei", 3)
    assert desk.send_until_done(desk.mark_again(submission, 15)) == "grade_there"
    assert desk.cell().score == 3


def test_open_edx_is_given_whole_points(make: Make) -> None:
    desk = make(OPENEDX)
    desk.platform.school.line_items.clear()
    desk.assignment(lti_lineitem_url=None, points=7.5)
    assert desk.send_until_done(desk.mark(6, maximum=7.5)) == "sent"
    assert (desk.platform.school.column.maximum, round(desk.cell().score or 0, 6)) == (8, 6.4)


def test_open_edxs_same_timestamp_again_means_done(make: Make) -> None:
    desk = make(OPENEDX)
    desk.assignment(lti_ags_scopes=[scope for scope in desk.platform.scopes or () if "result" not in scope])
    desk.platform.troubles.append("lost answer")
    grade = desk.mark(17)
    assert [desk.send(grade), desk.send(grade)] == ["platform_error", "already_there"]
    assert desk.cell().posts == 1


def test_blackboards_comments_keep_their_lines(make: Make) -> None:
    desk = make(BLACKBOARD)
    desk.send(desk.mark(17, "One.\nTwo."))
    assert desk.cell().comments == ["One.<br/>Two."]


def test_d2l_grants_a_token_to_its_own_audience(make: Make) -> None:
    assert make(D2L).platform.registration()["token_audience"] == "https://api.brightspace.com/auth/token"


def test_a_platform_that_is_away_is_tried_again_and_nothing_is_lost(desk: Desk) -> None:
    desk.platform.troubles += ["503", "500", "timeout", "lost answer"]
    grade = desk.mark(17, "Good.")
    assert desk.send_until_done(grade) == "already_there"
    assert desk.cell().posts == 1


def test_two_assignments_that_share_a_column_never_share_a_timestamp(make: Make) -> None:
    desk = make(MOODLE)
    first = desk.mark(5)
    one = desk.assignment()
    with desk.database.session() as session:
        other = Assignment(
            course_id=desk.course_id, lti_resource_link_id="8", title="Again", points=20, platform_family="moodle",
            lti_lineitem_url=one.lti_lineitem_url, lti_ags_scopes=one.lti_ags_scopes,
        )  # fmt: skip
        session.add(other)
        session.flush()
        desk.assignment_id = other.id
    second = desk.mark(6)
    assert [desk.send(first), desk.send_until_done(second)] == ["sent", "sent"]
    assert desk.cell().score == 6


def test_a_timestamp_is_never_sent_long_before_its_time(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the future it would lock the grade until then."""
    desk = make(MOODLE)
    monkeypatch.setattr(grade_sending, "seconds_too_early", lambda _: 1.5)
    done = desk.gradebook.return_grade(desk.mark(5))
    assert done is not None
    assert (done[0].code, done[1], desk.posts()) == ("newer_there", 2.0, [])


def test_a_mark_that_was_changed_while_it_was_under_way_is_not_posted(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make(MOODLE)
    submission = desk.hand_in().submission_id
    grade = desk.mark_again(submission, 5)
    look = gradebook._look

    def meanwhile(*how: Any) -> Any:
        monkeypatch.setattr(gradebook, "_look", look)
        desk.mark_again(submission, 18)
        return look(*how)

    monkeypatch.setattr(gradebook, "_look", meanwhile)
    assert desk.send(grade) == "newer_there"
    assert desk.posts() == []
    assert desk.send(grade) == "sent"
    assert desk.cell().score == 18
