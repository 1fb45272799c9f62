"""Signs of life of workers."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from plugin.store.tables import WorkerBeat


def all_of_them(session: Session) -> list[WorkerBeat]:
    return list(session.scalars(select(WorkerBeat).order_by(WorkerBeat.queue.desc(), WorkerBeat.name)))


def of_queue(session: Session, queue: str, since: datetime) -> list[WorkerBeat]:
    return list(session.scalars(select(WorkerBeat).where(WorkerBeat.queue == queue, WorkerBeat.seen >= since)))


def names_since(session: Session, moment: datetime) -> set[str]:
    return set(session.scalars(select(WorkerBeat.name).where(WorkerBeat.seen >= moment)))


def names_before(session: Session, moment: datetime) -> set[str]:
    return set(session.scalars(select(WorkerBeat.name).where(WorkerBeat.seen < moment)))


def drop_before(session: Session, moment: datetime) -> None:
    session.execute(delete(WorkerBeat).where(WorkerBeat.seen < moment))
