"""Announcements on their way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from plugin.domain.status import ReturnState
from plugin.store.tables import Announcement, Submission


def to_send(session: Session, announcement_id: UUID, now: datetime) -> Announcement | None:
    """The row locked for this transaction, if it waits to be sent and nobody else is at it."""
    return session.scalar(
        select(Announcement)
        .where(
            Announcement.id == announcement_id,
            Announcement.state == ReturnState.PENDING.value,
            or_(Announcement.next_try.is_(None), Announcement.next_try <= now),
        )
        .with_for_update(of=Announcement)
    )


def due(session: Session, now: datetime) -> list[UUID]:
    return list(
        session.scalars(
            select(Announcement.id)
            .where(
                Announcement.state == ReturnState.PENDING.value,
                or_(Announcement.next_try.is_(None), Announcement.next_try <= now),
            )
            .order_by(Announcement.updated)
            .limit(500)
        )
    )


def has_newer(session: Session, submission: Submission) -> bool:
    """Did this student hand in again, and is that announced as well?"""
    newer = (
        select(Announcement.id)
        .join(Submission)
        .where(
            Submission.assignment_id == submission.assignment_id,
            Submission.person_id == submission.person_id,
            Submission.attempt > submission.attempt,
        )
    )
    return session.scalar(newer.limit(1)) is not None
