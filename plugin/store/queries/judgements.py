"""What teachers thought of texts before their scores were shown to them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.store.tables import Judgement, Submission


def of_person(session: Session, submission_id: UUID, person_id: UUID) -> Judgement | None:
    return session.scalar(
        select(Judgement).where(Judgement.submission_id == submission_id, Judgement.person_id == person_id)
    )


def judged_submissions(session: Session, assignment_id: UUID, person_id: UUID) -> set[UUID]:
    """Those of this assignment whose scores this teacher has opened by saying, or declining to say, what they think."""
    return set(
        session.scalars(
            select(Judgement.submission_id)
            .join(Submission)
            .where(Submission.assignment_id == assignment_id, Judgement.person_id == person_id)
        )
    )
