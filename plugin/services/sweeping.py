"""What the sweep looks for besides runs."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.services import worker_beats
from plugin.store.queries import (
    administrator_sessions,
    assets,
    clock,
    courses,
    grades,
    leases,
    making,
    platforms,
    processors,
    waiting,
)
from plugin.store.tables import Announcement, Asset, AssetReport, EulaAnswer, GradeReturn

NOTICES_KEPT = timedelta(days=2)  # a notice that comes again later has expired


class Due(NamedTuple):
    """What must be rung for, since its bell may have been lost: ids of rows."""

    grades: list[UUID]
    announcements: list[UUID]
    columns: list[UUID]  # of assignments whose gradebook column still says what was changed here
    assets: list[UUID]
    reports: list[UUID]
    answers: list[UUID]
    subscriptions: list[UUID]  # of deployments whose notices lapsed
    checks: list[UUID]  # of registrations whose connection is to be tried


def begin(session: Session, lasting: timedelta) -> bool:
    """True for the one courier that sweeps now; nobody else does before `lasting` is over."""
    return leases.take(session, "sweep", lasting)


def overdue(session: Session) -> timedelta:
    """For how long nobody has begun a sweep that might have."""
    since = leases.over_since(session, "sweep")
    return timedelta.max if since is None else max(since, timedelta(0))


def due(session: Session) -> Due:
    now = clock.now(session)
    return Due(
        grades=waiting.due(session, GradeReturn, now, GradeReturn.updated),
        announcements=waiting.due(session, Announcement, now, Announcement.updated),
        columns=grades.changed_lineitems(session, now),
        assets=waiting.due(session, Asset, now, Asset.created),
        reports=waiting.due(session, AssetReport, now, AssetReport.created),
        answers=waiting.due(session, EulaAnswer, now, EulaAnswer.created),
        subscriptions=processors.lapsed_subscriptions(session),
        checks=platforms.to_be_checked(session),
    )


def drop_expired(session: Session) -> None:
    """Logins that never came back, visits that are over with their drafts, notices that cannot come again, sessions of
    administrators, workers that are gone."""
    now = datetime.now(UTC)
    platforms.drop_expired_logins(session)
    making.remove_drafts(session, now)  # the visits tell of them
    courses.drop_visits_before(session, now)
    assets.drop_notices_before(session, now - NOTICES_KEPT)
    administrator_sessions.drop_expired(session, now)
    worker_beats.sweep(session)
