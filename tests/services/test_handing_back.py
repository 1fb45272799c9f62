"""What workers had in hand comes back when they are gone, and only then."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from plugin.domain.grading import Decision, Mark
from plugin.domain.job import JobKind
from plugin.domain.score import Reason, Unscorable
from plugin.domain.status import ReturnState
from plugin.services import grade_sending, grades, handing_back, jobs, runs, worker_beats
from plugin.services.grade_sending import GradeWork
from plugin.services.tries import Answer, Outcome
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import GradeReturn, Job, Run, Submission, WorkerBeat
from tests.services.test_grades import record
from tests.services.world import SECRET, hand_in, make_world

LONGEST, PATIENCE = timedelta(minutes=11), timedelta(minutes=2)
ME, OTHER = "score@here/1", "score@there/1"


@pytest.fixture
def run_id(database: Database, files: FileStore) -> UUID:
    with database.session() as session:
        return hand_in(session, files, make_world(session)).run_id


def claimed(database: Database, run_id: UUID, by: str = ME, minutes_ago: float = 2) -> None:
    with database.session() as session:
        assert runs.claim(session, run_id, by)
        long_ago = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        session.execute(update(Run).values(claimed=long_ago))


def beat(database: Database, name: str, seconds_ago: float = 0) -> None:
    with database.session() as session:
        worker_beats.beat(session, name, "score", datetime.now(UTC), {})
        seen = datetime.now(UTC) - timedelta(seconds=seconds_ago)
        session.execute(update(WorkerBeat).where(WorkerBeat.name == name).values(seen=seen))


def taken(database: Database, run_id: UUID) -> str:
    """The state after the sweep took from those who are lost."""
    with database.session() as session:
        handing_back.take_from_the_lost(session, LONGEST)
    with database.session() as session:
        return session.get_one(Run, run_id).state


def test_a_silent_worker_loses_what_it_had_in_hand_and_one_that_is_heard_does_not(
    database: Database, run_id: UUID
) -> None:
    claimed(database, run_id)
    beat(database, ME)
    assert taken(database, run_id) == "running"
    beat(database, ME, seconds_ago=90)
    assert taken(database, run_id) == "queued"


def test_a_worker_that_has_only_just_claimed_is_given_time_for_its_first_beat(database: Database, run_id: UUID) -> None:
    claimed(database, run_id, minutes_ago=0.5)
    assert taken(database, run_id) == "running"


def test_no_worker_keeps_a_text_longer_than_its_time_limit(database: Database, run_id: UUID) -> None:
    beat(database, ME)
    claimed(database, run_id, minutes_ago=12)
    assert taken(database, run_id) == "queued"


def test_what_loses_two_workers_is_set_aside_and_a_person_may_ask_again(database: Database, run_id: UUID) -> None:
    for expected in ("queued", "failed"):
        claimed(database, run_id)
        assert taken(database, run_id) == expected
    with database.session() as session:
        assert session.get_one(Run, run_id).reason == "worker_lost"
        assert runs.retry(session, run_id)
    claimed(database, run_id)
    assert taken(database, run_id) == "queued"


def test_a_process_that_takes_the_place_of_one_that_died_lets_go_of_its_work_alone(
    database: Database, files: FileStore, run_id: UUID
) -> None:
    with database.session() as session:
        another = hand_in(session, files, make_world(session, "another")).run_id
        runs.claim(session, another, OTHER)
        runs.claim(session, run_id, ME)
    with database.session() as session:
        assert handing_back.let_go(session, ME).runs == [run_id]
        assert session.get_one(Run, another).state == "running"


def test_being_asked_to_stop_counts_against_no_text(database: Database, run_id: UUID) -> None:
    for _ in range(5):
        with database.session() as session:
            assert runs.claim(session, run_id, ME)
            assert handing_back.let_go(session, ME, counted=False).runs == [run_id]


def test_a_job_comes_back_as_a_run_does(database: Database) -> None:
    with database.session() as session:
        session.add(job := Job(kind=JobKind.SAMPLE.value))
        session.flush()
        assert jobs.claim(session, job.id, ME)
        session.execute(update(Job).values(claimed=datetime.now(UTC) - timedelta(minutes=2)))
        handing_back.take_from_the_lost(session, LONGEST)
        session.refresh(job)
        assert job.state == "queued"


def test_the_answer_of_a_worker_that_was_believed_lost_counts_if_it_is_the_first(
    database: Database, run_id: UUID
) -> None:
    claimed(database, run_id)
    taken(database, run_id)
    with database.session() as session:
        runs.finish(session, run_id, Unscorable(Reason.TOO_SHORT, 3), (), None)
        assert session.get_one(Run, run_id).state == "unscorable"
        assert runs.claim(session, run_id, OTHER) is None


def test_a_worker_that_was_believed_lost_fails_nothing_that_another_has_now(database: Database, run_id: UUID) -> None:
    claimed(database, run_id)
    taken(database, run_id)
    with database.session() as session:
        runs.claim(session, run_id, OTHER)
        runs.fail(session, run_id, "time_limit", ME)
        runs.put_off(session, run_id, "machine", ME)
        session.expire_all()
        assert session.get_one(Run, run_id).state == "running"


def test_the_sweep_rings_for_what_nobody_heard_once_in_a_while(database: Database, run_id: UUID) -> None:
    with database.session() as session:
        assert handing_back.unheard(session, PATIENCE).runs == []  # it was rung a moment ago
        session.execute(update(Run).values(rung=datetime.now(UTC) - timedelta(minutes=3)))
    with database.session() as session:
        assert handing_back.unheard(session, PATIENCE).runs == [run_id]
    with database.session() as session:
        assert handing_back.unheard(session, PATIENCE).runs == []  # and not again at once


def test_a_run_is_put_off_longer_each_time_and_fails_in_the_end(database: Database, run_id: UUID) -> None:
    pauses = []
    for _ in range(runs.MOST_PUT_OFF["machine"]):
        with database.session() as session:
            assert runs.claim(session, run_id, ME)
            runs.put_off(session, run_id, "machine", ME)
            session.expire_all()
            rung = session.get_one(Run, run_id).rung
            assert rung is not None
            pauses.append((rung - datetime.now(UTC)).total_seconds())
    assert pauses[0] == pytest.approx(60, abs=5)
    assert pauses[-1] == pytest.approx(3600, abs=5)
    assert sum(pauses) > timedelta(days=1.5).total_seconds()
    with database.session() as session:
        assert runs.claim(session, run_id, ME)
        runs.put_off(session, run_id, "machine", ME)
        session.expire_all()
        run = session.get_one(Run, run_id)
        assert (run.state, run.reason) == ("failed", "machine")


@pytest.fixture
def grade_id(database: Database, files: FileStore) -> UUID:
    with database.session() as session:
        submission = session.get_one(Submission, hand_in(session, files, make_world(session)).submission_id)
        decided = grades.write(session, submission, Decision(Mark(17, 20), ReturnState.PENDING), None)
    assert decided is not None
    return decided


def sending(database: Database, grade_id: UUID, by: str) -> GradeWork | None:
    with database.session() as session:
        return grade_sending.take(session, grade_id, SECRET, by)


def lost(database: Database, worker: str) -> None:
    beat(database, worker, seconds_ago=90)
    with database.session() as session:
        handing_back.take_from_the_lost(session, LONGEST)


def posting(database: Database, work: GradeWork | None) -> bool:
    assert work is not None
    with database.session() as session:
        return grade_sending.note_posting(session, work, None)


def test_a_mark_that_a_lost_courier_had_not_posted_is_taken_up_by_another(database: Database, grade_id: UUID) -> None:
    assert sending(database, grade_id, ME)
    beat(database, ME)
    assert sending(database, grade_id, OTHER) is None
    lost(database, OTHER)
    assert sending(database, grade_id, OTHER) is None
    lost(database, ME)
    assert sending(database, grade_id, OTHER)


def test_a_mark_that_a_lost_courier_may_be_posting_waits_for_the_end_of_its_lease(
    database: Database, grade_id: UUID
) -> None:
    assert posting(database, sending(database, grade_id, ME))
    lost(database, ME)
    assert sending(database, grade_id, OTHER) is None
    with database.session() as session:
        handing_back.end_leases(session, [ME])
    assert sending(database, grade_id, OTHER) is None


def test_a_courier_that_was_only_believed_lost_posts_nothing_and_leaves_the_mark_to_the_other(
    database: Database, grade_id: UUID
) -> None:
    first = sending(database, grade_id, ME)
    lost(database, ME)
    second = sending(database, grade_id, OTHER)
    assert not posting(database, first)
    assert record(database, first, Answer(Outcome.RETRY, "newer_there")) is None
    assert sending(database, grade_id, "courier@third/1") is None
    assert posting(database, second)


def test_who_looked_while_another_sent_the_mark_does_not_send_it_again(database: Database, grade_id: UUID) -> None:
    first = sending(database, grade_id, ME)
    assert posting(database, first)
    with database.session() as session:  # a post that took longer than any may
        session.execute(update(GradeReturn).values(leased=None))
    second = sending(database, grade_id, OTHER)
    record(database, first, Answer(Outcome.SENT, "sent", posted=True))
    assert not posting(database, second)
    with database.session() as session:
        assert session.get_one(GradeReturn, grade_id).state == "sent"
