"""What time it is, by the database: the hosts' own clocks may differ by minutes, and a claim or a sign of life that one
of them wrote is judged by another."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def now(session: Session) -> datetime:
    """SQLite has one host alone."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    told: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return told
