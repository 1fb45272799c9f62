"""The audit log: entries are added at its end, one after the other, and never changed."""

from collections.abc import Iterator

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from plugin.store.tables import AuditEntry

_LOCK = 0x0CA7EA7  # any number that nobody else in this database locks


def hold(session: Session) -> None:
    """Until this transaction ends, nobody else adds: SQLite's transactions take turns anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def last(session: Session) -> AuditEntry | None:
    return session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))


def in_order(session: Session) -> Iterator[AuditEntry]:
    yield from session.scalars(select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=500))
