"""What a courier does about every minute, for all of them: ring again for whatever waits and was not heard, take back
what lost workers had in hand, drop what has expired.

In a thread of its own and not by the queue: it has to go on when the queue is lost, or full of calls to an LMS that
hangs. No step keeps another from being done.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from plugin.config import Settings
from plugin.queue import COURIER_QUEUE, SCORE_QUEUE, Bell
from plugin.services import handing_back, jobs, orphans, retention, sweeping, worker_beats
from plugin.storage import job_files_of
from plugin.store.files import FileStore
from plugin.store.session import Database
from workers.celery_app import HARD_SECONDS

log = logging.getLogger(__name__)

LONGEST = timedelta(seconds=HARD_SECONDS + 60)  # a worker that has claimed something longer ago must be gone
# While so many bells wait in a queue none can be said to be lost soon: ringing again would only make it longer.
FEW = 100
LONG_PATIENCE = timedelta(minutes=30)


@dataclass(frozen=True)
class Sweep:
    settings: Settings
    database: Database
    files: FileStore
    bell: Bell

    def begin(self) -> threading.Event:
        """Until the event that is returned is set."""
        over = threading.Event()

        def go_on() -> None:
            while not over.wait(self.settings.sweep_every):
                self._try(self._if_due)

        threading.Thread(target=go_on, name="sweep", daemon=True).start()
        return over

    def _if_due(self) -> None:
        """Every process of every courier comes here; one of them does it."""
        with self.database.session() as session:
            mine = sweeping.begin(session, timedelta(seconds=0.9 * self.settings.sweep_every))
        if mine:
            self.all()

    def all(self) -> None:
        for step in (
            self._lost, self._unscored, self._untold, self._idle, self._expired,
            self._job_files, self._aged, self._orphans,
        ):  # fmt: skip
            self._try(step)

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:  # noqa: BLE001 - the next sweep tries it again
            log.warning("sweep: %s: %s", step.__name__.strip("_"), type(error).__name__)

    def _lost(self) -> None:
        with self.database.session() as session:
            handing_back.take_from_the_lost(session, LONGEST)

    def _unscored(self) -> None:
        waiting = self.bell.waiting(SCORE_QUEUE)
        if waiting is None:
            return
        patience = timedelta(seconds=max(60, 2 * self.settings.sweep_every)) if waiting < FEW else LONG_PATIENCE
        with self.database.session() as session:
            found = handing_back.unheard(session, patience)
        self._ring(self.bell.score_later, found.runs)
        self._ring(self.bell.job, found.jobs)

    def _untold(self) -> None:
        """None of these while many wait: whatever is done makes place for the next."""
        waiting = self.bell.waiting(COURIER_QUEUE)
        if waiting is None or waiting >= FEW:
            return
        with self.database.session() as session:
            due = sweeping.due(session)
        for ring, row_ids in (
            (self.bell.grade, due.grades),
            (self.bell.announcement, due.announcements),
            (self.bell.column, due.columns),
            (self.bell.asset, due.assets),
            (self.bell.report, due.reports),
            (self.bell.eula_answer, due.answers),
            (self.bell.subscription, due.subscriptions),
            (self.bell.check, due.checks),
        ):
            self._ring(ring, row_ids)

    def _idle(self) -> None:
        """A scorer that had nothing to do proves that it still can."""
        with self.database.session() as session:
            idle = worker_beats.idle_scorers(session)
        for _ in range(idle):
            self.bell.check_scorer()

    def _ring(self, ring: Callable[[UUID], bool], row_ids: Iterable[UUID]) -> None:
        for row_id in row_ids:
            if not ring(row_id):
                return  # the broker is away: the next sweep finds them again

    def _expired(self) -> None:
        with self.database.session() as session:
            sweeping.drop_expired(session)
            jobs.drop_samples(session)

    def _job_files(self) -> None:
        jobs.drop_files(self.database, job_files_of(self.settings))

    def _aged(self) -> None:
        retention.sweep(self.database, self.files)

    def _orphans(self) -> None:
        orphans.sweep(self.database, self.files)
