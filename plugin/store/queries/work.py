"""Submissions and runs. Whatever shows a person's data takes the assignment or the course as well."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from plugin.domain.status import RunState
from plugin.store.queries.changing import changed
from plugin.store.tables import Assignment, Document, Run, Submission


def last_attempt(session: Session, assignment_id: UUID, person_id: UUID) -> int:
    found = session.scalar(
        select(func.max(Submission.attempt)).where(
            Submission.assignment_id == assignment_id, Submission.person_id == person_id
        )
    )
    return found or 0


def queued_of(session: Session, person_id: UUID) -> int:
    """How many texts of this person wait to be read, in all of their courses."""
    queued = select(func.count(Run.id)).join(Submission, Submission.id == Run.submission_id)
    return session.scalar(queued.where(Submission.person_id == person_id, Run.state == RunState.QUEUED.value)) or 0


def next_position(session: Session, submission_id: UUID) -> int:
    """Of a further document. The submission is locked: two assets of it may be fetched at the same moment."""
    session.execute(select(Submission.id).where(Submission.id == submission_id).with_for_update())
    last = session.scalar(select(func.max(Document.position)).where(Document.submission_id == submission_id))
    return 0 if last is None else last + 1


def lock_submission(session: Session, submission_id: UUID) -> None:
    """Until the end of this transaction; what was read of its mark before is read again."""
    session.execute(select(Submission.id).where(Submission.id == submission_id).with_for_update())
    found = session.get(Submission, submission_id)
    if found is not None:
        session.expire(found, ["grade_return"])


def attempts_of(session: Session, assignment_id: UUID, person_id: UUID) -> list[Submission]:
    """Newest first, with documents and runs."""
    return list(
        session.scalars(
            select(Submission)
            .where(Submission.assignment_id == assignment_id, Submission.person_id == person_id)
            .options(selectinload(Submission.documents), selectinload(Submission.runs))
            .order_by(Submission.attempt.desc())
        )
    )


def has_run_of(session: Session, document_id: UUID, detector_id: str) -> bool:
    found = select(Run.id).where(Run.document_id == document_id, Run.detector_id == detector_id)
    return session.scalar(found.limit(1)) is not None


def own_submission(session: Session, assignment_id: UUID, person_id: UUID, submission_id: UUID) -> Submission | None:
    return session.scalar(
        select(Submission)
        .where(
            Submission.id == submission_id,
            Submission.assignment_id == assignment_id,
            Submission.person_id == person_id,
        )
        .options(selectinload(Submission.documents), selectinload(Submission.runs))
    )


def submission_in_course(session: Session, course_id: UUID, submission_id: UUID) -> Submission | None:
    return session.scalar(
        select(Submission)
        .join(Assignment)
        .where(Submission.id == submission_id, Assignment.course_id == course_id)
        .options(joinedload(Submission.assignment), selectinload(Submission.runs))
    )


def run_in_course(session: Session, course_id: UUID, run_id: UUID) -> Run | None:
    return _one(session, _whole_run(run_id).where(Assignment.course_id == course_id))


def own_run(session: Session, assignment_id: UUID, person_id: UUID, run_id: UUID) -> Run | None:
    own = Submission.person_id == person_id, Submission.assignment_id == assignment_id
    return _one(session, _whole_run(run_id).where(*own))


def _one(session: Session, query: Select[Any]) -> Run | None:
    found: Run | None = session.scalar(query)
    return found


def _whole_run(run_id: UUID) -> Select[Any]:
    """With all that its report shows."""
    return (
        select(Run)
        .join(Submission)
        .join(Assignment)
        .where(Run.id == run_id)
        .options(
            joinedload(Run.score),
            selectinload(Run.evidence),
            selectinload(Run.caveats),
            joinedload(Run.submission).joinedload(Submission.person),
            joinedload(Run.submission).joinedload(Submission.assignment),
            joinedload(Run.submission).joinedload(Submission.grade_return),
            joinedload(Run.submission).selectinload(Submission.documents),
        )
    )


def move(session: Session, run_id: UUID, *old: RunState, held_by: str | None = None, **new: Any) -> bool:
    """Compare-and-set: true for the one caller that found the run in one of the states `old`; with `held_by`, only
    while this worker has it in hand."""
    found = update(Run).where(Run.id == run_id, Run.state.in_(old))
    if held_by:
        found = found.where(Run.claimed_by == held_by)
    return changed(session, found.values(**new))
