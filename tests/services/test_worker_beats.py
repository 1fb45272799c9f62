"""Workers say that they are alive, and those that are gone are forgotten."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from plugin.services import queue_state, sweeping, worker_beats
from plugin.store.queries import beats
from plugin.store.session import Database
from plugin.store.tables import WorkerBeat
from workers import beating


def test_a_beat_tells_version_and_device(database: Database) -> None:
    beating._once(database, "score@host/1", "score", datetime.now(UTC), {"device": "cuda"})
    with database.session() as session:
        (row,) = beats.all_of_them(session)
    assert row.facts == {"version": worker_beats.own_version(), "device": "cuda"}
    assert worker_beats.is_alive(row)


def test_a_second_beat_changes_the_same_row(database: Database) -> None:
    for state in ("loading", "ready"):
        beating._once(database, "score@host/1", "score", datetime.now(UTC), {"state": state})
    with database.session() as session:
        assert [row.facts["state"] for row in beats.all_of_them(session)] == ["ready"]


def test_a_courier_of_two_processes_is_one_courier(database: Database) -> None:
    over = [beating.begin(database, "courier", dict) for _ in range(2)]
    until = time.monotonic() + 10
    while time.monotonic() < until and not _alive(database)["courier"]:
        time.sleep(0.05)
    for one in over:
        one.set()
    assert _alive(database) == {"score": 0, "courier": 1}


def _alive(database: Database) -> dict[str, int]:
    with database.session() as session:
        return queue_state.workers_alive(session)


def test_a_worker_that_is_silent_for_an_hour_is_swept(database: Database) -> None:
    beating._once(database, "score@host/1", "score", datetime.now(UTC), {})
    with database.session() as session:
        session.execute(update(WorkerBeat).values(seen=datetime.now(UTC) - timedelta(minutes=2)))
        (row,) = beats.all_of_them(session)
        assert not worker_beats.is_alive(row)
        session.execute(update(WorkerBeat).values(seen=datetime.now(UTC) - timedelta(hours=2)))
        sweeping.drop_expired(session)
        assert beats.all_of_them(session) == []


def test_a_database_that_is_away_stops_no_worker(tmp_path: Path) -> None:
    beating._once(Database(f"sqlite:///{tmp_path / 'empty.db'}"), "score@host/1", "score", datetime.now(UTC), {})
