"""Assignments on their way to a platform: made by deep linking, and no link has them yet."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from plugin.store.tables import Assignment, Submission, Visit


def locked(session: Session, visit_id: UUID) -> Visit:
    """The visit, for one request at a time."""
    return session.scalars(
        select(Visit)
        .where(Visit.id == visit_id)
        .options(joinedload(Visit.membership, innerjoin=True))
        .with_for_update(of=Visit)
        .execution_options(populate_existing=True)
    ).one()


def is_unplaced(assignment: Assignment) -> bool:
    return assignment.lti_resource_link_id is None and assignment.lti_activity_id is None


def assignments(session: Session, course_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Assignment]:
    found = session.scalars(select(Assignment).where(Assignment.course_id == course_id, Assignment.id.in_(ids)))
    return {assignment.id: assignment for assignment in found}


def earlier(session: Session, course_id: UUID, kind: str, besides: Sequence[UUID]) -> list[Assignment]:
    """What the course has of one kind, newest first."""
    return list(
        session.scalars(
            select(Assignment)
            .where(Assignment.course_id == course_id, Assignment.kind == kind, Assignment.id.not_in(besides))
            .order_by(Assignment.created.desc())
        )
    )


def remove_unplaced(session: Session, course_id: UUID, ids: Sequence[UUID]) -> None:
    """Never one that a link has found meanwhile, or that somebody handed in to."""
    session.execute(
        delete(Assignment).where(
            Assignment.course_id == course_id,
            Assignment.id.in_(ids),
            Assignment.lti_resource_link_id.is_(None),
            Assignment.lti_activity_id.is_(None),
            ~select(Submission.id).where(Submission.assignment_id == Assignment.id).exists(),
        )
    )
