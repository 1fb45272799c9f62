"""Whose newest attempt has no mark yet."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from plugin.store.tables import GradeReturn, Submission


def unmarked(session: Session, assignment_id: UUID) -> int:
    """Students, not attempts: a newer attempt waits for a mark of its own."""
    later = aliased(Submission)
    newer = select(later.id).where(
        later.assignment_id == assignment_id,
        later.person_id == Submission.person_id,
        later.attempt > Submission.attempt,
    )
    marked = select(GradeReturn.id).where(GradeReturn.submission_id == Submission.id)
    found = select(func.count(Submission.id)).where(
        Submission.assignment_id == assignment_id, ~newer.exists(), ~marked.exists()
    )
    return session.scalar(found) or 0
