"""Workers that are alive: each says so every few seconds, with its device, model and versions."""

from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sqlalchemy.orm import Session

from plugin.store.queries import beats
from plugin.store.tables import WorkerBeat

EVERY = timedelta(seconds=15)
ALIVE = timedelta(seconds=60)  # a busy database may swallow two of them
KEPT = timedelta(hours=1)


def beat(session: Session, name: str, queue: str, started: datetime, facts: dict[str, Any]) -> None:
    row = session.get(WorkerBeat, name) or WorkerBeat(name=name[:255], queue=queue)
    row.started, row.seen, row.facts = started, datetime.now(UTC), facts
    session.add(row)


def is_alive(row: WorkerBeat) -> bool:
    return datetime.now(UTC) - row.seen < ALIVE


def sweep(session: Session) -> None:
    beats.drop_before(session, datetime.now(UTC) - KEPT)


def own_version() -> str:
    try:
        return version("caveat-lti")
    except PackageNotFoundError:  # run from the source, not installed
        return "source"
