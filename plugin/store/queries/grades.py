"""Grades on their way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from plugin.domain.status import ReturnState
from plugin.store.tables import Assignment, Course, Deployment, GradeReturn, Submission


def to_send(session: Session, grade_return_id: UUID, now: datetime) -> GradeReturn | None:
    """The row locked for this transaction, if it waits to be sent and nobody else is at it."""
    return session.scalar(
        select(GradeReturn)
        .where(
            GradeReturn.id == grade_return_id,
            GradeReturn.state == ReturnState.PENDING.value,
            or_(GradeReturn.next_try.is_(None), GradeReturn.next_try <= now),
        )
        .options(
            joinedload(GradeReturn.submission)
            .joinedload(Submission.assignment)
            .joinedload(Assignment.course)
            .joinedload(Course.deployment)
            .joinedload(Deployment.registration),
            joinedload(GradeReturn.submission).joinedload(Submission.person),
        )
        .with_for_update(of=GradeReturn)
    )


def due(session: Session, now: datetime) -> list[UUID]:
    return list(
        session.scalars(
            select(GradeReturn.id)
            .where(
                GradeReturn.state == ReturnState.PENDING.value,
                or_(GradeReturn.next_try.is_(None), GradeReturn.next_try <= now),
            )
            .order_by(GradeReturn.updated)
            .limit(500)
        )
    )


def last_timestamp(session: Session, assignment_id: UUID, person_id: UUID) -> datetime | None:
    """Of all grades ever posted for this person to this line item, over all attempts."""
    return session.scalar(
        select(func.max(GradeReturn.lti_timestamp))
        .join(Submission)
        .where(Submission.assignment_id == assignment_id, Submission.person_id == person_id)
    )


def lease_lineitem(session: Session, assignment_id: UUID, now: datetime, until: datetime) -> bool:
    """True for the one who may make the assignment's line item until `until`."""
    free = or_(Assignment.lineitem_lease.is_(None), Assignment.lineitem_lease < now)
    result = session.execute(
        update(Assignment)
        .where(Assignment.id == assignment_id, Assignment.lti_lineitem_url.is_(None), free)
        .values(lineitem_lease=until)
        .execution_options(synchronize_session=False)
    )
    return result.rowcount == 1  # type: ignore[attr-defined,no-any-return]


def count_by_state(session: Session) -> dict[str, int]:
    return {
        state: n for state, n in session.execute(select(GradeReturn.state, func.count()).group_by(GradeReturn.state))
    }
