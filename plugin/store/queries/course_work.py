"""A course's assignments with what stands in each."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.domain.status import RunState
from plugin.store.queries import making
from plugin.store.tables import Assignment, Run, Submission

_WAITING = (RunState.QUEUED.value, RunState.RUNNING.value)


@dataclass(frozen=True)
class AssignmentRow:
    """`students` have handed in; `waiting` of their texts are not read yet."""

    assignment: Assignment
    students: int
    waiting: int


def by_assignment(session: Session, course_id: UUID) -> list[AssignmentRow]:
    """In the order of their due times, those without one last."""
    handed_in, waiting = _handed_in(session, course_id), _waiting(session, course_id)
    found = session.scalars(select(Assignment).where(Assignment.course_id == course_id))
    rows = [
        AssignmentRow(one, handed_in.get(one.id, 0), waiting.get(one.id, 0))
        for one in making.without_drafts(session, course_id, found)
    ]
    return sorted(rows, key=lambda row: (row.assignment.due is None, row.assignment.due or row.assignment.created))


def _handed_in(session: Session, course_id: UUID) -> dict[UUID, int]:
    found = session.execute(
        select(Assignment.id, func.count(Submission.person_id.distinct()))
        .join(Submission, Submission.assignment_id == Assignment.id)
        .where(Assignment.course_id == course_id)
        .group_by(Assignment.id)
    )
    return {assignment_id: count for assignment_id, count in found}


def _waiting(session: Session, course_id: UUID) -> dict[UUID, int]:
    found = session.execute(
        select(Assignment.id, func.count(Run.id))
        .join(Submission, Submission.assignment_id == Assignment.id)
        .join(Run, Run.submission_id == Submission.id)
        .where(Assignment.course_id == course_id, Run.state.in_(_WAITING))
        .group_by(Assignment.id)
    )
    return {assignment_id: count for assignment_id, count in found}
