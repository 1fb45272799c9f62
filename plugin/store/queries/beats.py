"""Signs of life of workers."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from plugin.store.tables import WorkerBeat


def all_of_them(session: Session) -> list[WorkerBeat]:
    return list(session.scalars(select(WorkerBeat).order_by(WorkerBeat.queue.desc(), WorkerBeat.name)))


def drop_before(session: Session, moment: datetime) -> None:
    session.execute(delete(WorkerBeat).where(WorkerBeat.seen < moment))
