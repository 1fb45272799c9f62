"""Who has relied on an assignment's policy by handing in under it. A teacher's own trial as a test student has not."""

from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from plugin.store.tables import Assignment, GradeReturn, Membership, Submission


def anybody_handed_in(session: Session, assignment_id: UUID) -> bool:
    return session.scalar(_handed_in(assignment_id).limit(1)) is not None


def all_have_marks(session: Session, assignment_id: UUID) -> bool:
    """A person decided one for everybody who handed in, whichever attempt of theirs it stands at."""
    marked = (
        select(Submission.person_id)
        .join(GradeReturn, GradeReturn.submission_id == Submission.id)
        .where(Submission.assignment_id == assignment_id, GradeReturn.decided_by.is_not(None))
    )
    without = _handed_in(assignment_id).where(Submission.person_id.not_in(marked))
    return session.scalar(without.limit(1)) is None


def _handed_in(assignment_id: UUID) -> Select[UUID]:
    on_trial = exists().where(
        Membership.course_id == Assignment.course_id,
        Membership.person_id == Submission.person_id,
        Membership.test_user,
    )
    return select(Submission.id).join(Submission.assignment).where(Submission.assignment_id == assignment_id, ~on_trial)
