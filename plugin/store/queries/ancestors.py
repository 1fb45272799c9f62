"""Where a copied course or assignment came from.

By history any deployment of the registration is searched, the own one first: a Canvas course can be copied between
two sub-accounts, each with a deployment of its own. The platform signs the history; where a teacher could write one
(Moodle's custom parameters) a registration is one site. What is found lends its settings and nothing else.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.store.tables import Assignment, Course, Deployment


def by_item(session: Session, deployment_id: UUID, item_id: UUID, kind: str) -> list[Assignment]:
    """The assignments of one deployment that carry the id of a deep linking item, oldest first."""
    return list(
        session.scalars(
            select(Assignment)
            .join(Course)
            .where(Assignment.item_id == item_id, Assignment.kind == kind, Course.deployment_id == deployment_id)
            .order_by(Assignment.created)
        )
    )


def by_links(
    session: Session, registration_id: UUID, deployment_id: UUID, lti_link_ids: Sequence[str]
) -> Assignment | None:
    """The assignment of the first of these links that is known."""
    found = session.execute(
        select(Assignment, Course.deployment_id)
        .join(Course, Assignment.course_id == Course.id)
        .join(Deployment)
        .where(Deployment.registration_id == registration_id, Assignment.lti_resource_link_id.in_(lti_link_ids))
    )
    rows = [(lti_link_ids.index(str(row.lti_resource_link_id)), own != deployment_id, row) for row, own in found]
    return min(rows, key=lambda ranked: ranked[:2])[2] if rows else None


def courses_by_context(
    session: Session, registration_id: UUID, deployment_id: UUID, lti_context_ids: Sequence[str]
) -> list[Course]:
    """The known ones among these courses, in the order given."""
    found = session.scalars(
        select(Course)
        .join(Deployment)
        .where(Deployment.registration_id == registration_id, Course.lti_context_id.in_(lti_context_ids))
    )
    return sorted(
        found, key=lambda one: (lti_context_ids.index(one.lti_context_id), one.deployment_id != deployment_id)
    )


def links_of(session: Session, course_id: UUID) -> list[Assignment]:
    return list(session.scalars(select(Assignment).where(Assignment.course_id == course_id, Assignment.kind == "link")))
