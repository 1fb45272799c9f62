"""Runs and jobs that a worker has in hand, and those that wait for one: both tables have the same columns for it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from plugin.store.queries.changing import changed
from plugin.store.tables import Job, Run

Claimed = type[Run] | type[Job]
_RUNNING, _QUEUED = "running", "queued"
_MOST = 500


def fresh(session: Session, table: Claimed, row_id: UUID) -> Run | Job | None:
    """As it stands in the database now."""
    found: Any = session.get(table, row_id, populate_existing=True)  # mypy makes their base of the two
    row: Run | Job | None = found
    return row


def held_by(session: Session, table: Claimed, worker: str) -> list[UUID]:
    return list(session.scalars(select(table.id).where(table.state == _RUNNING, table.claimed_by == worker)))


def lost(
    session: Session, table: Claimed, alive: Collection[str], silent_before: datetime, gone_before: datetime
) -> list[UUID]:
    """Claimed by a worker that no longer gives a sign of life (`alive` do), or longer ago than any work may take."""
    silent = and_(table.claimed < silent_before, table.claimed_by.is_not(None), table.claimed_by.not_in(alive))
    wanted = select(table.id).where(table.state == _RUNNING, or_(silent, table.claimed < gone_before))
    return list(session.scalars(wanted.order_by(table.claimed).limit(_MOST)))


def queue_again(session: Session, table: Claimed, row_id: UUID, attempts: int) -> bool:
    """True for the one caller that found it running."""
    again = update(table).where(table.id == row_id, table.state == _RUNNING)
    return changed(session, again.values(state=_QUEUED, attempts=attempts, rung=None))


def waiting(session: Session, table: Claimed, rung_before: datetime) -> list[UUID]:
    """Queued ones whose bell may have been lost, oldest first: some hundreds of them."""
    unheard = or_(table.rung.is_(None), table.rung < rung_before)
    wanted = select(table.id).where(table.state == _QUEUED, unheard)
    return list(session.scalars(wanted.order_by(table.created, table.id).limit(_MOST)))


def mark_rung(session: Session, table: Claimed, ids: Iterable[UUID], now: datetime) -> None:
    session.execute(
        update(table).where(table.id.in_(list(ids))).values(rung=now).execution_options(synchronize_session=False)
    )
