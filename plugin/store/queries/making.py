"""Assignments on their way to a platform: made by deep linking, and no link has them yet."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session, joinedload

from plugin.domain.purpose import Purpose
from plugin.store.tables import Assignment, Membership, Submission, Visit

AGAIN = "again "  # begins the key of a choice that another visit has made


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
    found = session.scalars(
        select(Assignment)
        .where(Assignment.course_id == course_id, Assignment.kind == kind, Assignment.id.not_in(besides))
        .order_by(Assignment.created.desc())
    )
    return without_drafts(session, course_id, found)


def without_drafts(session: Session, course_id: UUID, those: Iterable[Assignment]) -> list[Assignment]:
    """Without what was made in a visit that has not told the platform of it: it may never."""
    of_course = _unanswered().join(Visit.membership).where(Membership.course_id == course_id)
    drafts = {one for visit in session.scalars(of_course) for one in made_in(visit.facts["chosen"])}
    return [one for one in those if not (one.id in drafts and is_unplaced(one))]


def made_in(chosen: dict[str, str]) -> list[UUID]:
    """Of what is chosen, only what the visit made itself."""
    return [UUID(assignment_id) for key, assignment_id in chosen.items() if not key.startswith(AGAIN)]


def remove_drafts(session: Session, before: datetime) -> None:
    """What visits made that were over before they told the platform of it."""
    over = _unanswered().where(Visit.expires < before).options(joinedload(Visit.membership, innerjoin=True))
    for visit in session.scalars(over):
        remove_unplaced(session, visit.membership.course_id, made_in(visit.facts["chosen"]))


def _unanswered() -> Select[Visit]:
    return select(Visit).where(
        Visit.purpose == Purpose.DEEP_LINKING.value, Visit.facts["answered"].as_boolean().is_(False)
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
