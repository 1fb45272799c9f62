"""What the sweep looks for besides runs."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.store.queries import courses, grades, platforms


def due_grades(session: Session) -> list[UUID]:
    """Grades whose time has come and whose bell may have been lost."""
    return grades.due(session, datetime.now(UTC))


def drop_expired(session: Session) -> None:
    """Logins that never came back and visits that are over."""
    platforms.drop_expired_logins(session)
    courses.drop_expired_visits(session)
