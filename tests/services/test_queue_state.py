"""How the queue stands is counted, and no time is foretold that nobody can know."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from plugin import queue
from plugin.services import queue_state, runs, worker_beats
from plugin.services.audit import Actor
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import AuditEntry, GradeReturn, Run
from tests.services.world import World, hand_in
from tests.statements import counted

ADMIN = Actor("administrator")
NOW = datetime.now(UTC)


def hand_in_many(database: Database, files: FileStore, world: World, n: int) -> None:
    with database.session() as session:
        for number in range(n):
            hand_in(session, files, world, f"Text {number}.".encode())


def finish(database: Database, n: int, seconds: float, state: str = "scored") -> None:
    with database.session() as session:
        ids = session.scalars(select(Run.id).where(Run.state == "queued").limit(n)).all()
        end = datetime.now(UTC)
        values = {"state": state, "claimed": end - timedelta(seconds=seconds), "finished": end}
        session.execute(update(Run).where(Run.id.in_(ids)).values(**values, reason="internal"))


def alive(database: Database, name: str = "score@gpu/1", queue: str = "score", **facts: str) -> None:
    with database.session() as session:
        worker_beats.beat(session, name, queue, NOW, facts)


def state(database: Database) -> queue_state.QueueState:
    with database.session() as session:
        return queue_state.read(session)


def test_queues_have_the_names_that_workers_listen_to() -> None:
    assert (queue_state.SCORE_QUEUE, queue_state.COURIER_QUEUE) == (queue.SCORE_QUEUE, queue.COURIER_QUEUE)


def test_an_empty_house_is_all_noughts(database: Database) -> None:
    found = state(database)
    assert (found.waiting.count, found.failed, found.scorers, found.pace.left) == (0, 0, 0, None)
    assert all(kind.waiting.count == kind.lost == 0 for kind in found.outgoing)


def test_the_time_that_is_left_is_what_waits_at_the_pace_of_the_last_hour(
    database: Database, files: FileStore, world: World
) -> None:
    hand_in_many(database, files, world, 15)
    finish(database, 5, 30.0)
    alive(database)
    found = state(database)
    assert (found.waiting.count, found.pace.finished) == (10, 5)
    assert found.pace.left is not None
    assert round(found.pace.left.total_seconds()) == 300
    alive(database, "score@gpu/2")
    assert round(state(database).pace.left.total_seconds()) == 150  # type: ignore[union-attr]


def test_nothing_is_foretold_of_few_texts(database: Database, files: FileStore, world: World) -> None:
    hand_in_many(database, files, world, 10)
    finish(database, 4, 30.0)
    alive(database)
    assert state(database).pace.left is None


def test_nothing_is_foretold_without_a_scorer_that_is_ready(database: Database, files: FileStore, world: World) -> None:
    hand_in_many(database, files, world, 10)
    finish(database, 5, 30.0)
    assert state(database).pace.left is None
    alive(database, state="loading")
    found = state(database)
    assert (found.scorers, found.pace.left) == (1, None)


def test_failures_say_nothing_of_the_pace(database: Database, files: FileStore, world: World) -> None:
    hand_in_many(database, files, world, 10)
    finish(database, 6, 600.0, "failed")
    alive(database)
    found = state(database)
    assert (found.pace.finished, found.pace.a_text, found.failed) == (6, None, 6)


def test_a_failed_run_is_queued_again_with_its_audit_entry(database: Database, files: FileStore, world: World) -> None:
    hand_in_many(database, files, world, 2)
    finish(database, 2, 1.0, "failed")
    with database.session() as session:
        failed = queue_state.failures(session)
        assert {(one.reason, one.assignment, one.course) for one in failed} == {("internal", "Essay", "English 101")}
        assert queue_state.retry(session, ADMIN, failed[0].id) == [failed[0].id]
        assert queue_state.retry(session, ADMIN, failed[0].id) == []
        assert len(queue_state.retry(session, ADMIN)) == 1
    with database.session() as session:
        assert [entry.facts["runs"] for entry in session.scalars(select(AuditEntry))] == [1, 1]
    assert state(database).waiting.count == 2


@pytest.mark.parametrize(("old", "new"), [("given_up", "pending"), ("refused", "refused"), ("sent", "sent")])
def test_only_what_could_not_be_delivered_is_tried_again(
    database: Database, files: FileStore, world: World, old: str, new: str
) -> None:
    with database.session() as session:
        handed_in = hand_in(session, files, world)
        row = GradeReturn(submission_id=handed_in.submission_id, mark=3, maximum=5, state=old, updated=NOW)
        session.add(row)
    with database.session() as session:
        assert len(queue_state.send_again(session, ADMIN)) == (new == "pending")
    with database.session() as session:
        kept = session.scalars(select(GradeReturn)).one()
        assert (kept.state, kept.mark) == (new, 3)


def test_a_run_that_its_worker_holds_too_long_is_told(database: Database, files: FileStore, world: World) -> None:
    with database.session() as session:
        accepted = hand_in(session, files, world)
        runs.claim(session, accepted.run_id)
    assert state(database).long_running == 0
    with database.session() as session:
        session.execute(update(Run).values(claimed=NOW - timedelta(hours=1)))
    assert state(database).long_running == 1


def test_it_costs_the_same_however_much_waits(database: Database, files: FileStore, world: World) -> None:
    hand_in_many(database, files, world, 2)
    with counted(database.engine) as few:
        state(database)
    hand_in_many(database, files, world, 20)
    with counted(database.engine) as many:
        state(database)
    assert len(few) == len(many) <= 14, many
