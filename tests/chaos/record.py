"""What happened when, by one clock: this process's own."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Select, select

from plugin.domain.status import FINISHED
from plugin.store.session import Database
from plugin.store.tables import Run

LOOK = 0.5  # seconds


@dataclass
class Mark:
    """One that a teacher returned; `sub`: the platform's id of the student."""

    sub: str
    mark: float
    comment: str
    entered: datetime


@dataclass
class Record:
    """`accepted`: student's sub -> (when the receipt was seen, the submission's id). `finished`: submission's id ->
    when its run was first seen to have an answer."""

    accepted: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    finished: dict[str, datetime] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # what people met on the way, and tried again
    stood_still: list[tuple[datetime, float]] = field(default_factory=list)  # when, and for how many seconds

    def so_far(self) -> int:
        """Grows while anything is done."""
        return len(self.accepted) + len(self.finished) + len(self.marks)

    def newest(self) -> dict[str, Mark]:
        """sub -> the mark that counts."""
        return {mark.sub: mark for mark in sorted(self.marks, key=lambda mark: mark.entered)}


class Watch:
    """Looks at the table of runs until told to stop; a database that is away is looked at again."""

    def __init__(self, database: Database, record: Record):
        self._database, self._record, self._over = database, record, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        wanted = select(Run.submission_id).where(Run.state.in_([state.value for state in FINISHED]))
        last = time.monotonic()
        while not self._over.wait(LOOK):
            self._note_standstill(time.monotonic() - last - LOOK)
            self._look_once(wanted)
            last = time.monotonic()

    def _note_standstill(self, seconds: float) -> None:
        """A machine that is busy with something else, or paused: what is measured then is not ours."""
        if seconds > 3:
            self._record.stood_still.append((datetime.now(UTC), seconds))

    def _look_once(self, wanted: Select[tuple[UUID]]) -> None:
        try:
            with self._database.session() as session:
                found = [str(one) for one in session.scalars(wanted)]
        except Exception:  # noqa: BLE001 - whatever a driver raises when its server is shot
            return
        now = datetime.now(UTC)
        for one in found:
            self._record.finished.setdefault(one, now)


def wait_until(reached: Callable[[], bool], patience: float, moving: Callable[[], int] = int) -> bool:
    """False where that many seconds pass in which `moving` says the same number all the time."""
    last, until = moving(), time.monotonic() + patience
    while time.monotonic() < until:
        if reached():
            return True
        if (now := moving()) != last:
            last, until = now, time.monotonic() + patience
        time.sleep(LOOK)
    return False
