"""Rows that wait to be told to a platform, or asked of it: which of them are due."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from plugin.domain.status import ReturnState
from plugin.store.tables import Announcement, Asset, AssetReport, EulaAnswer, GradeReturn

_MOST = 500
Waits = type[Announcement] | type[Asset] | type[AssetReport] | type[EulaAnswer] | type[GradeReturn]


def is_due(table: Waits, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """It waits for no later moment, and nobody is at it."""
    state = "waiting" if table is Asset else ReturnState.PENDING.value
    return table.state == state, or_(table.next_try.is_(None), table.next_try <= now), is_free(table, now)


def is_free(table: Waits, now: datetime) -> ColumnElement[bool]:
    return or_(table.leased.is_(None), table.leased <= now)


def end_leases(session: Session, table: type[GradeReturn] | type[Asset], workers: Collection[str]) -> None:
    """Of what these have in hand."""
    held = update(table).where(table.leased_by.in_(workers), table.leased.is_not(None))
    session.execute(held.values(leased=None).execution_options(synchronize_session=False))


def due(session: Session, table: Waits, now: datetime, oldest_by: Any) -> list[UUID]:
    return list(session.scalars(select(table.id).where(*is_due(table, now)).order_by(oldest_by).limit(_MOST)))
