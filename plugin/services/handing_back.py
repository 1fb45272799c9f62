"""Work whose worker is gone goes back to the queue: at once where the worker says so itself, else when it has been
silent for a while. Nothing here rings: that is done after the commit."""

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.services import jobs, runs, worker_beats
from plugin.store.queries import claimed, clock, waiting
from plugin.store.queries.claimed import Claimed
from plugin.store.tables import Asset, GradeReturn, Job, Run

MAX_ATTEMPTS = 2  # what takes its worker down twice is set aside; the queue goes on


class ToRing(NamedTuple):
    """Ids of rows that are queued."""

    runs: list[UUID]
    jobs: list[UUID]


def let_go(session: Session, worker: str, counted: bool = True) -> ToRing:
    """All that this worker had in hand. `counted`: it died at it, and what takes a worker down twice is set aside;
    False for one that was asked to stop."""
    held_runs, held_jobs = (
        [one for one in claimed.held_by(session, table, worker) if give_back(session, table, one, counted)]
        for table in (Run, Job)
    )
    return ToRing(held_runs, held_jobs)


def take_from_the_lost(session: Session, longest: timedelta) -> None:
    """`longest`: after this long a worker would have been stopped by its time limit."""
    now = clock.now(session)
    alive = worker_beats.alive(session)
    for table in (Run, Job):
        for one in claimed.lost(session, table, alive, now - worker_beats.ALIVE, now - longest):
            give_back(session, table, one)
    end_leases(session, worker_beats.silent(session))


def end_leases(session: Session, workers: Collection[str]) -> None:
    """Of couriers that are gone: all but what may be with a platform at this moment, which waits for its lease."""
    for waits in (GradeReturn, Asset):
        waiting.end_leases(session, waits, workers)


def give_back(session: Session, table: Claimed, row_id: UUID, counted: bool = True) -> bool:
    """Queue what is running again, or set it aside after its last attempt. True when it is queued."""
    row = claimed.fresh(session, table, row_id)
    if row is None or row.state != "running":
        return False
    if counted and row.attempts >= MAX_ATTEMPTS:
        fail = runs.fail if table is Run else jobs.fail
        fail(session, row_id, "worker_lost")
        return False
    return claimed.queue_again(session, table, row_id, row.attempts if counted else row.attempts - 1)


def unheard(session: Session, bell_patience: timedelta) -> ToRing:
    """What is queued and has waited so long that its bell may have been lost. It counts as rung from now on."""
    now = clock.now(session)
    session.flush()
    found_runs, found_jobs = (claimed.waiting(session, table, now - bell_patience) for table in (Run, Job))
    claimed.mark_rung(session, Run, found_runs, now)
    claimed.mark_rung(session, Job, found_jobs, now)
    return ToRing(found_runs, found_jobs)
