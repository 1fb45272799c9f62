"""A platform says that a column is gone: it may be, or it may have said so by mistake."""

from plugin.services.column_work import column_of, doubt, remember, use
from plugin.store.tables import Assignment
from tests.platforms.personality import CANVAS, MOODLE
from tests.workers.desk import SECRET, Desk
from tests.workers.desks import Make, desk, make, no_waiting


def told_gone_by_mistake(desk: Desk) -> None:
    """Once, at Jonas's grade."""
    grade = desk.mark(5, key="jonas")
    desk.platform.troubles.append("404")
    assert desk.send(grade) == "gone"
    assert desk.row(grade).state == "pending"


__all__ = ["desk", "make", "no_waiting"]


def test_a_404_by_mistake_takes_nobody_elses_mark_for_another_hands(desk: Desk) -> None:
    submission = desk.hand_in().submission_id
    desk.send_until_done(desk.mark_again(submission, 10))
    column = desk.assignment().lti_lineitem_url
    told_gone_by_mistake(desk)
    assert desk.send_until_done(desk.mark_again(submission, 12)) == "sent"
    assert (desk.cell().score, desk.assignment().lti_lineitem_url) == (12, column)
    assert not desk.assignment().lineitem_doubted


def test_a_teachers_own_grade_is_left_alone_after_a_404_by_mistake(desk: Desk) -> None:
    submission = desk.hand_in().submission_id
    desk.send_until_done(desk.mark_again(submission, 10))
    told_gone_by_mistake(desk)
    desk.platform.school.grade_by_hand("mei", 19)
    assert desk.send_until_done(desk.mark_again(submission, 12)) == "grade_there"
    assert desk.cell().score == 19


def test_what_stood_in_a_column_that_is_gone_does_not_stand_in_the_next(make: Make) -> None:
    desk = make(CANVAS)
    submission = desk.hand_in().submission_id
    desk.send_until_done(desk.mark_again(submission, 10))
    told_gone_by_mistake(desk)
    school = desk.platform.school
    new = school.add_line_item(label="New", maximum=20, resource_link_id=school.link_id)
    school.line_items.pop(1)
    school.grade_by_hand("mei", 10, new.number)
    assert desk.send_until_done(desk.mark_again(submission, 12)) == "grade_there"


def test_a_new_column_that_a_launch_tells_of_is_known_to_be_another(make: Make) -> None:
    desk = make(MOODLE)
    submission = desk.hand_in().submission_id
    grade = desk.mark_again(submission, 10)
    desk.send_until_done(grade)
    told_gone_by_mistake(desk)
    with desk.database.session() as session:
        use(session, session.get_one(Assignment, desk.assignment_id), "https://lms.example/another")
    assert (desk.row(grade).posted, desk.assignment().lineitem_doubted) == ([], False)


def test_a_column_that_moved_without_having_been_gone_keeps_what_stands_in_it(make: Make) -> None:
    desk = make(MOODLE)
    grade = desk.mark(10)
    desk.send_until_done(grade)
    with desk.database.session() as session:
        use(session, session.get_one(Assignment, desk.assignment_id), "https://moved.example/lineitem")
    assert desk.row(grade).posted == [[10, 20, True]]


def test_two_who_hear_at_once_that_a_column_is_gone_do_not_doubt_the_one_found_since(make: Make) -> None:
    desk = make(CANVAS)
    with desk.database.session() as session:
        column = column_of(session, session.get_one(Assignment, desk.assignment_id), SECRET)
    for found, doubted in ((column.lti_lineitem_url, True), ("https://lms.example/another", False)):
        with desk.database.session() as session:
            remember(session, column, found or "")
        with desk.database.session() as session:
            doubt(session, column)
        assert desk.assignment().lineitem_doubted is doubted
