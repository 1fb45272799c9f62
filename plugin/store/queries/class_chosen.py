"""Runs that somebody chose on a class page, with all that is asked before something is done with them."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from plugin.store.queries.unique import in_parts
from plugin.store.tables import Asset, Run, Submission


def runs_of(session: Session, assignment_id: UUID, run_ids: list[UUID]) -> list[Run]:
    """In the order given; those that are not of this assignment are left out."""
    found: dict[UUID, Run] = {}
    for some in in_parts(run_ids):
        query = select(Run).join(Submission).where(Run.id.in_(some), Submission.assignment_id == assignment_id)
        found |= {run.id: run for run in session.scalars(query.options(*_whole()))}
    return [found[run_id] for run_id in run_ids if run_id in found]


def _whole() -> tuple[ExecutableOption, ...]:
    submission = joinedload(Run.submission)
    return (
        submission.joinedload(Submission.assignment),
        submission.joinedload(Submission.grade_return),
        submission.selectinload(Submission.runs),
    )


def newest_attempts(session: Session, assignment_id: UUID) -> dict[UUID, int]:
    """Person -> the number of their newest attempt."""
    query = select(Submission.person_id, func.max(Submission.attempt)).where(Submission.assignment_id == assignment_id)
    return {person_id: attempt for person_id, attempt in session.execute(query.group_by(Submission.person_id))}


def with_files_to_come(session: Session, assignment_id: UUID) -> set[UUID]:
    """Submissions of which something waits to be fetched."""
    query = select(Asset.submission_id).join(Submission, Submission.id == Asset.submission_id)
    return set(session.scalars(query.where(Submission.assignment_id == assignment_id, Asset.state == "waiting")))
