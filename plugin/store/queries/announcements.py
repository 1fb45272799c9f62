"""Announcements on their way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.store.queries.waiting import is_due
from plugin.store.tables import Announcement, Submission


def to_send(session: Session, announcement_id: UUID, now: datetime) -> Announcement | None:
    """The row locked for this transaction, if it waits to be sent and nobody else is at it."""
    return session.scalar(
        select(Announcement)
        .where(Announcement.id == announcement_id, *is_due(Announcement, now))
        .with_for_update(of=Announcement)
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
