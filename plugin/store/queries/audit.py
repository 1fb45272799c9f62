"""The audit log: entries are added at its end, one after the other, and never changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from plugin.store.tables import Administrator, AuditEntry, Course

_LOCK = 0x0CA7EA7  # any number that nobody else in this database locks


def hold(session: Session) -> None:
    """Until this transaction ends, nobody else adds: SQLite's transactions take turns anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def last(session: Session) -> AuditEntry | None:
    return session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))


def in_order(session: Session, after: int = 0) -> Iterator[AuditEntry]:
    """Those with a higher number."""
    wanted = select(AuditEntry).where(AuditEntry.number > after).order_by(AuditEntry.number)
    yield from session.scalars(wanted.execution_options(yield_per=500))


@dataclass(frozen=True)
class Filter:
    """Which entries are looked for; None and "" ask for any. `since` is included, `until` is not."""

    action: str = ""
    actor: str = ""
    actor_id: UUID | None = None
    course_id: UUID | None = None
    subject_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def newest_first(
    session: Session, wanted: Filter, before: int | None = None, limit: int = 50, skip: int = 0
) -> Sequence[AuditEntry]:
    """`before`: only those with a lower number; `skip`: so many of the newest are left out."""
    query = _matching(wanted).order_by(AuditEntry.number.desc()).limit(limit).offset(skip)
    return session.scalars(query if before is None else query.where(AuditEntry.number < before)).all()


def oldest_first(session: Session, wanted: Filter, after: int, limit: int = 1000) -> Sequence[AuditEntry]:
    """`after`: only those with a higher number."""
    query = _matching(wanted).where(AuditEntry.number > after).order_by(AuditEntry.number).limit(limit)
    return session.scalars(query).all()


def count(session: Session, wanted: Filter) -> int:
    return session.scalar(select(func.count()).select_from(_matching(wanted).subquery())) or 0


def actions(session: Session) -> Sequence[str]:
    return session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)).all()


def names_of_administrators(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    query = select(Administrator.id, Administrator.name).where(Administrator.id.in_(list(ids)))
    return {row[0]: row[1] for row in session.execute(query)}


def titles_of_courses(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    query = select(Course.id, Course.title).where(Course.id.in_(list(ids)))
    return {row[0]: row[1] for row in session.execute(query)}


def _matching(wanted: Filter) -> Select[Any]:
    query = select(AuditEntry)
    for column, value in (
        (AuditEntry.action, wanted.action), (AuditEntry.actor, wanted.actor), (AuditEntry.actor_id, wanted.actor_id),
        (AuditEntry.course_id, wanted.course_id), (AuditEntry.subject_id, wanted.subject_id),
    ):  # fmt: skip
        query = query.where(column == value) if value else query
    query = query.where(AuditEntry.at >= wanted.since) if wanted.since else query
    return query.where(AuditEntry.at < wanted.until) if wanted.until else query
