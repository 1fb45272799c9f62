"""Keys that sign exported reports."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.store.tables import ReportKey


def all_keys(session: Session) -> list[ReportKey]:
    """Oldest first, retired ones too: what they signed is still verified by them."""
    return list(session.scalars(select(ReportKey).order_by(ReportKey.created, ReportKey.kid)))


def find(session: Session, kid: str) -> ReportKey | None:
    return session.scalar(select(ReportKey).where(ReportKey.kid == kid))
