"""The sweep: one courier does it for all, rings no more than is heard, and no step keeps another from being done."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from plugin.config import Settings
from plugin.services import sweeping, worker_beats
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Run, WorkerBeat
from tests.services.world import hand_in, make_world
from workers.sweep import FEW, Sweep


@dataclass
class Bell:
    """In place of a broker: notes what is rung."""

    waits: int | None = 0
    scored: list[UUID] = field(default_factory=list)
    checked: int = 0

    def waiting(self, queue: str) -> int | None:
        return self.waits

    def score_later(self, run_id: UUID) -> bool:
        self.scored.append(run_id)
        return True

    def check_scorer(self) -> bool:
        self.checked += 1
        return True

    def __getattr__(self, name: str) -> object:
        return lambda row_id: True


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def sweep(settings: Settings, database: Database, files: FileStore, bell: Bell) -> Sweep:
    return Sweep(settings, database, files, bell)  # type: ignore[arg-type]


@pytest.fixture
def run_id(database: Database, files: FileStore) -> UUID:
    with database.session() as session:
        run_id = hand_in(session, files, make_world(session)).run_id
        session.execute(update(Run).values(rung=datetime.now(UTC) - timedelta(minutes=5)))
    return run_id


def test_what_nobody_heard_is_rung_for(sweep: Sweep, bell: Bell, run_id: UUID) -> None:
    sweep.all()
    assert bell.scored == [run_id]


def test_while_many_bells_wait_one_is_believed_lost_after_half_an_hour(
    sweep: Sweep, bell: Bell, database: Database, run_id: UUID
) -> None:
    bell.waits = FEW
    sweep.all()
    assert bell.scored == []
    with database.session() as session:
        session.execute(update(Run).values(rung=datetime.now(UTC) - timedelta(minutes=31)))
    sweep.all()
    assert bell.scored == [run_id]


def test_nothing_counts_as_rung_for_while_the_broker_is_away(sweep: Sweep, bell: Bell, run_id: UUID) -> None:
    bell.waits = None
    sweep.all()
    bell.waits = 0
    sweep.all()
    assert bell.scored == [run_id]


def test_of_two_couriers_one_sweeps(sweep: Sweep, bell: Bell, database: Database, run_id: UUID) -> None:
    with database.session() as session:
        assert sweeping.begin(session, timedelta(minutes=1))
        assert not sweeping.begin(session, timedelta(minutes=1))
    sweep._if_due()
    assert bell.scored == []


def test_a_step_that_fails_keeps_no_other_from_being_done(
    sweep: Sweep, bell: Bell, run_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("plugin.services.handing_back.take_from_the_lost", fail)
    sweep.all()
    assert bell.scored == [run_id]


def test_a_scorer_that_had_nothing_to_do_for_long_is_to_prove_that_it_still_can(
    sweep: Sweep, bell: Bell, database: Database
) -> None:
    for name, ago, seen in (("busy", 5, 0), ("idle", 700, 0), ("lost", 700, 120)):
        with database.session() as session:
            worker_beats.beat(session, f"score@{name}", "score", datetime.now(UTC), {"scored_ago": ago})
            beat = datetime.now(UTC) - timedelta(seconds=seen)
            session.execute(update(WorkerBeat).where(WorkerBeat.name == f"score@{name}").values(seen=beat))
    sweep.all()
    assert bell.checked == 1
