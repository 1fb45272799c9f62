"""Submissions whose time to be kept is over, and all that hangs on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from plugin.store.tables import AuditEntry, Document, GradeReturn, Reply, ReplyFile, Run, Submission

_DELETIONS = AuditEntry.action.in_(("retention.deleted", "person.erased", "registration.forgotten"))


def count_before(session: Session, moment: datetime) -> int:
    return session.scalar(select(func.count(Submission.id)).where(Submission.created < moment)) or 0


def ids_before(session: Session, moment: datetime, most: int) -> list[UUID]:
    """Oldest first. Locked: what is being marked or scored at this moment is waited for."""
    oldest = select(Submission.id).where(Submission.created < moment).order_by(Submission.created).limit(most)
    return list(session.scalars(oldest.with_for_update()))


def ids_of_person(session: Session, person_id: UUID) -> list[UUID]:
    return list(session.scalars(select(Submission.id).where(Submission.person_id == person_id)))


def counts(session: Session, ids: Sequence[UUID]) -> dict[str, int]:
    """noun -> how many rows go with these submissions."""
    hanging: dict[str, Select[Any]] = {
        "submissions": select(func.count(Submission.id)).where(Submission.id.in_(ids)),
        "documents": select(func.count(Document.id)).where(Document.submission_id.in_(ids)),
        "runs": select(func.count(Run.id)).where(Run.submission_id.in_(ids)),
        "replies": select(func.count(Reply.id)).where(Reply.submission_id.in_(ids)),
        "grades": select(func.count(GradeReturn.id)).where(GradeReturn.submission_id.in_(ids)),
    }
    return {noun: session.scalar(query) or 0 for noun, query in hanging.items()}


def file_hashes(session: Session, ids: Sequence[UUID]) -> set[str]:
    """Of what was handed in, of the texts that were read from it, and of what was added to replies."""
    named: tuple[Select[Any], ...] = (
        select(Document.sha256).where(Document.submission_id.in_(ids)),
        select(Run.text_sha256).where(Run.submission_id.in_(ids), Run.text_sha256.is_not(None)),
        select(ReplyFile.sha256).join(Reply, Reply.id == ReplyFile.reply_id).where(Reply.submission_id.in_(ids)),
    )
    return {sha256 for query in named for sha256 in session.scalars(query)}


def remove(session: Session, ids: Sequence[UUID]) -> None:
    """The database takes along whatever hangs on them."""
    session.execute(delete(Submission).where(Submission.id.in_(ids)))


def proofs(session: Session, most: int) -> list[AuditEntry]:
    """Newest first: whatever was deleted for its age, on request, or with its registration."""
    return list(session.scalars(select(AuditEntry).where(_DELETIONS).order_by(AuditEntry.number.desc()).limit(most)))


def proofs_between(session: Session, since: datetime | None, until: datetime | None) -> list[AuditEntry]:
    """All of them, oldest first. `since` is included, `until` is not."""
    wanted = select(AuditEntry).where(_DELETIONS).order_by(AuditEntry.number)
    wanted = wanted.where(AuditEntry.at >= since) if since else wanted
    return list(session.scalars(wanted.where(AuditEntry.at < until) if until else wanted))


def oldest(session: Session) -> datetime | None:
    """When the oldest submission that is still here was handed in."""
    return session.scalar(select(Submission.created).order_by(Submission.created).limit(1))
