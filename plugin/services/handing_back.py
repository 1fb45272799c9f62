"""Work whose worker is gone goes back to the queue: at once where the worker says so itself, else when it has been
silent for a while. Nothing here rings: that is done after the commit."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.services import jobs, runs, worker_beats
from plugin.store.queries import claimed, clock
from plugin.store.tables import Job, Run


class ToRing(NamedTuple):
    """Ids of rows that are queued."""

    runs: list[UUID]
    jobs: list[UUID]


def let_go(session: Session, worker: str, counted: bool = True) -> ToRing:
    """All that this worker had in hand. `counted`: it died at it, and what takes a worker down twice is set aside;
    False for one that was asked to stop."""
    held_runs, held_jobs = (claimed.held_by(session, table, worker) for table in (Run, Job))
    return ToRing(
        [one for one in held_runs if runs.give_back(session, one, counted)],
        [one for one in held_jobs if jobs.give_back(session, one, counted)],
    )


def take_from_the_lost(session: Session, longest: timedelta) -> None:
    """`longest`: after this long a worker would have been stopped by its time limit."""
    now = clock.now(session)
    alive = worker_beats.alive(session)
    for table, give_back in ((Run, runs.give_back), (Job, jobs.give_back)):
        for one in claimed.lost(session, table, alive, now - worker_beats.ALIVE, now - longest):
            give_back(session, one)


def unheard(session: Session, bell_patience: timedelta) -> ToRing:
    """What is queued and has waited so long that its bell may have been lost. It counts as rung from now on."""
    now = clock.now(session)
    session.flush()
    found_runs, found_jobs = (claimed.waiting(session, table, now - bell_patience) for table in (Run, Job))
    claimed.mark_rung(session, Run, found_runs, now)
    claimed.mark_rung(session, Job, found_jobs, now)
    return ToRing(found_runs, found_jobs)
