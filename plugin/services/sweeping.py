"""What the sweep looks for besides runs."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.store.queries import announcements, assets, courses, grades, making, platforms, processors
from plugin.store.tables import Asset, AssetReport, EulaAnswer

NOTICES_KEPT = timedelta(days=2)  # a notice that comes again later has expired


def due_grades(session: Session) -> list[UUID]:
    """Grades whose time has come and whose bell may have been lost."""
    return grades.due(session, datetime.now(UTC))


def due_announcements(session: Session) -> list[UUID]:
    return announcements.due(session, datetime.now(UTC))


def due_columns(session: Session) -> list[UUID]:
    """Assignments whose gradebook column still says what was changed here."""
    return grades.changed_lineitems(session, datetime.now(UTC))


def due_processor_work(session: Session) -> tuple[list[UUID], list[UUID], list[UUID], list[UUID]]:
    """Assets to fetch, reports and answers to our terms to send, deployments whose notices lapsed."""
    now = datetime.now(UTC)
    return (
        assets.due(session, Asset, now),
        assets.due(session, AssetReport, now),
        assets.due(session, EulaAnswer, now),
        processors.lapsed_subscriptions(session),
    )


def drop_expired(session: Session) -> None:
    """Logins that never came back, visits that are over with their drafts, notices that cannot come again."""
    now = datetime.now(UTC)
    platforms.drop_expired_logins(session)
    making.remove_drafts(session, now)  # the visits tell of them
    courses.drop_visits_before(session, now)
    assets.drop_notices_before(session, now - NOTICES_KEPT)
