"""Grades: one row a submission, sent once, retried by kind of error, never overtaken by an old mark."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from plugin.domain.grading import Decision, Mark
from plugin.domain.status import ReturnState
from plugin.lms.connector import ServiceError
from plugin.lms.refused_grades import Refusal
from plugin.lms.scopes import LINEITEM, SCORE
from plugin.services import column_work, grade_sending, grades, sweeping
from plugin.services.grade_answers import read_error
from plugin.services.grade_sending import GradeWork
from plugin.services.tries import BACKOFF, JITTER, LEASE, Answer, Outcome
from plugin.store.files import FileStore
from plugin.store.queries import clock
from plugin.store.session import Database
from plugin.store.tables import Assignment, GradeReturn, Membership, Submission
from tests.services.world import SECRET, World, hand_in, make_world

RETRY = Answer(Outcome.RETRY, "unreachable")
SENT = Answer(Outcome.SENT, "sent")


@pytest.fixture
def world(database: Database) -> World:
    with database.session() as session:
        return make_world(session)


@pytest.fixture
def submission_id(database: Database, files: FileStore, world: World) -> UUID:
    with database.session() as session:
        return hand_in(session, files, world).submission_id


def enter(database: Database, submission_id: UUID, given: float, state: ReturnState = ReturnState.PENDING) -> UUID:
    with database.session() as session:
        submission = session.get_one(Submission, submission_id)
        grades.write(session, submission, Decision(Mark(given, 20, "Good."), state), None)
        return session.query(GradeReturn).one().id


def take(database: Database, grade_id: UUID) -> GradeWork | None:
    with database.session() as session:
        return grade_sending.take(session, grade_id, SECRET)


def record(database: Database, work: GradeWork | None, answer: Answer) -> float | None:
    assert work is not None
    with database.session() as session:
        return grade_sending.record(session, work, answer)


def row(database: Database) -> GradeReturn:
    with database.session() as session:
        return session.query(GradeReturn).one()


def let_time_pass(database: Database) -> None:
    with database.session() as session:
        session.execute(update(GradeReturn).values(next_try=datetime.now(UTC) - timedelta(seconds=1), leased=None))


def test_a_mark_is_taken_by_one_courier_at_a_time_and_ends_as_sent(database: Database, submission_id: UUID) -> None:
    grade_id = enter(database, submission_id, 17)
    work = take(database, grade_id)
    assert take(database, grade_id) is None
    assert record(database, work, SENT) is None
    assert (row(database).state, row(database).answer_code) == ("sent", "sent")
    assert take(database, grade_id) is None


def test_a_held_mark_is_not_taken_until_it_is_returned(database: Database, submission_id: UUID) -> None:
    grade_id = enter(database, submission_id, 17, ReturnState.HELD)
    assert take(database, grade_id) is None
    with database.session() as session:
        assert grades.send_again(session, session.get_one(Submission, submission_id)) == grade_id
    assert take(database, grade_id) is not None


def test_retries_keep_the_timestamp_and_wait_longer_each_time(database: Database, submission_id: UUID) -> None:
    grade_id = enter(database, submission_id, 17)
    waits, stamps = [], set()
    for _ in range(3):
        work = take(database, grade_id)
        assert work is not None
        stamps.add(work.post.timestamp)
        waits.append(record(database, work, RETRY))
        let_time_pass(database)
    assert all(least <= wait <= least * (1 + JITTER) for wait, least in zip(waits, BACKOFF[:3], strict=True))
    assert len(stamps) == 1


def test_after_the_last_attempt_the_grade_has_a_final_state(database: Database, submission_id: UUID) -> None:
    grade_id = enter(database, submission_id, 17)
    for _ in range(len(BACKOFF) + 1):
        record(database, take(database, grade_id), RETRY)
        let_time_pass(database)
    assert row(database).state == "given_up"
    assert take(database, grade_id) is None


def test_a_new_mark_overtakes_the_one_under_way(database: Database, submission_id: UUID) -> None:
    grade_id = enter(database, submission_id, 5)
    old = take(database, grade_id)
    enter(database, submission_id, 18)
    assert record(database, old, SENT) == 0.0  # ring again: the new one still waits
    assert (row(database).state, row(database).mark) == ("pending", 18)
    assert take(database, grade_id) is not None


def test_a_later_mark_has_a_later_whole_second(database: Database, submission_id: UUID) -> None:
    grade_id = enter(database, submission_id, 5)
    first = take(database, grade_id)
    record(database, first, SENT)
    enter(database, submission_id, 6)
    second = take(database, grade_id)
    assert first is not None
    assert second is not None
    assert int(second.post.timestamp.timestamp()) > int(first.post.timestamp.timestamp())


def test_an_old_attempts_mark_that_waits_does_not_replace_a_later_one(
    database: Database, files: FileStore, world: World, submission_id: UUID
) -> None:
    """The LMS was down for the first mark, and the second attempt was marked meanwhile."""
    first = enter(database, submission_id, 5)
    under_way = take(database, first)
    with database.session() as session:
        second = hand_in(session, files, world, b"Better.").submission_id
    with database.session() as session:
        later = grades.write(
            session, session.get_one(Submission, second), Decision(Mark(18, 20), ReturnState.PENDING), None
        )
    assert later is not None
    assert take(database, later) is None  # one at a time: whichever arrives last stands there
    assert record(database, under_way, read_error(ServiceError(409))) == 2.0
    record(database, take(database, later), SENT)
    let_time_pass(database)
    assert take(database, first) is None
    with database.session() as session:
        row = session.get_one(GradeReturn, first)
        assert (row.state, row.answer_code) == ("refused", "overtaken")


def test_a_waiting_mark_is_overtaken_while_nobody_is_at_it(
    database: Database, files: FileStore, world: World, submission_id: UUID
) -> None:
    first = enter(database, submission_id, 5)
    record(database, take(database, first), RETRY)
    with database.session() as session:
        second = hand_in(session, files, world, b"Better.").submission_id
    with database.session() as session:
        later = grades.write(
            session, session.get_one(Submission, second), Decision(Mark(18, 20), ReturnState.PENDING), None
        )
    assert later is not None
    record(database, take(database, later), SENT)
    let_time_pass(database)
    assert take(database, first) is None
    with database.session() as session:
        assert session.get_one(GradeReturn, first).answer_code == "overtaken"
        # A person may still want it: then it is the latest word.
        assert grades.send_again(session, session.get_one(Submission, submission_id)) == first
    assert take(database, first) is not None


def test_a_mark_whose_bell_was_lost_does_not_replace_one_that_was_decided_later(
    database: Database, files: FileStore, world: World, submission_id: UUID
) -> None:
    first = enter(database, submission_id, 5)
    with database.session() as session:
        second = session.get_one(Submission, hand_in(session, files, world, b"Better.").submission_id)
        later = grades.write(session, second, Decision(Mark(18, 20), ReturnState.PENDING), None)
    assert later is not None
    record(database, take(database, later), SENT)
    assert take(database, first) is None
    with database.session() as session:
        assert session.get_one(GradeReturn, first).answer_code == "overtaken"


def test_a_new_mark_waits_for_the_courier_that_is_under_way_with_the_old_one(
    database: Database, submission_id: UUID
) -> None:
    grade_id = enter(database, submission_id, 5)
    assert take(database, grade_id) is not None
    enter(database, submission_id, 18)
    assert take(database, grade_id) is None
    with database.session() as session:  # that courier was lost: its lease ends
        session.execute(update(GradeReturn).values(leased=datetime.now(UTC) - timedelta(seconds=1)))
    assert take(database, grade_id) is not None


def test_two_couriers_at_once_never_leave_the_older_mark_in_the_gradebook(
    database: Database, files: FileStore, world: World, submission_id: UUID
) -> None:
    first = enter(database, submission_id, 5)
    with database.session() as session:
        second = session.get_one(Submission, hand_in(session, files, world, b"Better.").submission_id)
        later = grades.write(session, second, Decision(Mark(18, 20), ReturnState.PENDING), None)
    assert later is not None
    arrived = []
    for _ in range(2):
        with ThreadPoolExecutor(4) as couriers:
            taken = list(couriers.map(lambda one: take(database, one), [first, later, first, later]))
        under_way = [work for work in taken if work is not None]
        assert len(under_way) <= 1  # whichever arrives last stands there
        for work in under_way:
            arrived.append(work.post.mark.given)
            record(database, work, SENT)
    assert arrived in ([18], [5, 18])


def test_pressing_twice_sends_once(database: Database, submission_id: UUID) -> None:
    grade_id = enter(database, submission_id, 17)
    work = take(database, grade_id)
    enter(database, submission_id, 17)
    assert record(database, work, SENT) is None
    enter(database, submission_id, 17)
    assert take(database, grade_id) is None
    assert row(database).state == "sent"


def test_a_stale_answer_renews_the_timestamp(database: Database, submission_id: UUID) -> None:
    grade_id = enter(database, submission_id, 5)
    first = take(database, grade_id)
    assert record(database, first, read_error(ServiceError(409, "earlier timestamp"))) == 2.0
    let_time_pass(database)
    second = take(database, grade_id)
    assert first is not None
    assert second is not None
    assert second.post.timestamp > first.post.timestamp


@pytest.mark.parametrize(
    ("error", "outcome", "code"),
    [
        (ServiceError(0, "ConnectTimeout"), Outcome.RETRY, "unreachable"),
        (ServiceError(503), Outcome.RETRY, "platform_error"),
        (ServiceError(429), Outcome.RETRY, "busy"),
        (ServiceError(403, "403 Forbidden (Rate Limit Exceeded)"), Outcome.RETRY, "busy"),
        (ServiceError(409), Outcome.RETRY, "newer_there"),
        (ServiceError(400, "Provided timestamp before last updated"), Outcome.RETRY, "newer_there"),
        (ServiceError(400, "Incorrect score received"), Outcome.REFUSED, "not_enrolled"),
        (ServiceError(422, "not a student"), Outcome.REFUSED, "not_enrolled"),
        (ServiceError(404), Outcome.REFUSED, "gone"),
        (ServiceError(401), Outcome.REFUSED, "no_permission"),
        (ServiceError(418), Outcome.REFUSED, "refused"),
        (ServiceError(400, "invalid_client", at_token=True), Outcome.REFUSED, "no_token"),
        (ServiceError(404, "<html>", at_token=True), Outcome.RETRY, "no_token"),
    ],
)
def test_what_a_platform_answers_is_permanent_or_worth_another_try(
    error: ServiceError, outcome: Outcome, code: str
) -> None:
    answer = read_error(error)
    assert (answer.outcome, answer.code) == (outcome, code)


def test_every_answer_has_words_for_the_page() -> None:
    from plugin.domain.words import GRADE_ANSWERS

    codes = {
        "no_gradebook", "no_line_item", "test_user", "sent", "already_there", "unreachable", "platform_error", "busy",
        "newer_there", "no_token", "refused", "overtaken", "column_under_way", "grade_there",
        "grade_removed", *Refusal,
    } - {Refusal.KEY_UNREAD}  # fmt: skip
    assert codes <= set(GRADE_ANSWERS)


def test_a_grade_without_a_way_to_go_is_refused_with_its_reason(
    database: Database, world: World, submission_id: UUID
) -> None:
    grade_id = enter(database, submission_id, 5)
    work = take(database, grade_id)
    assert work is not None
    assert grade_sending.impossible(work) is None
    for change, code in (({"lti_lineitem_url": None}, "no_line_item"), ({"lti_ags_scopes": []}, "no_gradebook")):
        with database.session() as session:
            session.execute(update(Assignment).values(**change))
        let_time_pass(database)
        work = take(database, grade_id)
        assert work is not None
        answer = grade_sending.impossible(work)
        assert answer is not None
        assert (answer.outcome, answer.code) == (Outcome.REFUSED, code)


def test_nothing_is_sent_for_a_test_student(database: Database, world: World, submission_id: UUID) -> None:
    with database.session() as session:
        session.execute(update(Membership).where(Membership.person_id == world.student_id).values(test_user=True))
    work = take(database, enter(database, submission_id, 5))
    assert work is not None
    answer = grade_sending.impossible(work)
    assert answer is not None
    assert answer.code == "test_user"


def test_the_sweep_finds_a_grade_whose_bell_was_lost(database: Database, submission_id: UUID) -> None:
    grade_id = enter(database, submission_id, 5)
    with database.session() as session:
        assert sweeping.due(session).grades == [grade_id]
    take(database, grade_id)
    with database.session() as session:
        assert sweeping.due(session).grades == []


def test_whether_a_lease_is_over_is_told_by_the_databases_clock(
    database: Database, submission_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade_id = enter(database, submission_id, 5)
    take(database, grade_id)
    monkeypatch.setattr(clock, "now", lambda _: datetime.now(UTC) + LEASE + timedelta(seconds=1))
    with database.session() as session:
        assert sweeping.due(session).grades == [grade_id]


def test_only_one_of_two_grades_makes_the_column(database: Database, submission_id: UUID) -> None:
    grade_id = enter(database, submission_id, 17)
    with database.session() as session:
        session.execute(update(Assignment).values(lti_lineitem_url=None))
    work = take(database, grade_id)
    assert work is not None
    for expected in (True, False):
        with database.session() as session:
            assert column_work.may_make(session, work.column) is expected
    with database.session() as session:
        column_work.remember(session, work.column, "https://lms.example/made")
    with database.session() as session:
        assert session.query(Assignment).one().lti_lineitem_url == "https://lms.example/made"
        assert column_work.may_make(session, work.column) is False  # there is one now


def test_a_column_that_is_gone_is_looked_for_once_more_and_only_once(database: Database, submission_id: UUID) -> None:
    with database.session() as session:
        session.execute(update(Assignment).values(lti_ags_scopes=[LINEITEM, SCORE]))
    grade_id = enter(database, submission_id, 17)
    gone = read_error(ServiceError(404))
    first = take(database, grade_id)
    assert first is not None
    assert column_work.is_gone(first.column, gone, first.attempts)
    assert not column_work.is_gone(first.column, read_error(ServiceError(422)), first.attempts)
    record(database, first, RETRY)
    let_time_pass(database)
    second = take(database, grade_id)
    assert second is not None
    assert not column_work.is_gone(second.column, gone, second.attempts)


def test_a_mark_that_arrived_while_it_was_being_held_is_known_to_be_there(
    database: Database, submission_id: UUID
) -> None:
    grade_id = enter(database, submission_id, 17)
    work = take(database, grade_id)
    enter(database, submission_id, 17, ReturnState.HELD)
    record(database, work, SENT)
    assert row(database).state == "held"
    assert row(database).sent is not None
