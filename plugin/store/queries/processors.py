"""Assignments that students hand in to at the platform, and where it notifies us."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.store.queries.changing import changed
from plugin.store.tables import Assignment, Course, Deployment, Submission


def submission_of_lti_id(session: Session, assignment_id: UUID, lti_submission_id: str) -> Submission | None:
    return session.scalar(
        select(Submission).where(
            Submission.assignment_id == assignment_id, Submission.lti_submission_id == lti_submission_id
        )
    )


def lock_submission(session: Session, submission_id: UUID) -> None:
    """Two notices of one submission are taken one after the other."""
    session.execute(select(Submission.id).where(Submission.id == submission_id).with_for_update())


def attach_activity(session: Session, assignment_id: UUID, lti_activity_id: str) -> bool:
    """True for the first activity that an assignment out of deep linking is met at."""
    return changed(
        session,
        update(Assignment)
        .where(Assignment.id == assignment_id, Assignment.lti_activity_id.is_(None))
        .values(lti_activity_id=lti_activity_id),
    )


def processors_of(session: Session, course_id: UUID) -> list[Assignment]:
    return list(
        session.scalars(
            select(Assignment)
            .where(Assignment.course_id == course_id, Assignment.kind == "processor")
            .order_by(Assignment.created)
        )
    )


def lapsed_subscriptions(session: Session) -> list[UUID]:
    """Deployments with a processor in some course whose platform does not notify us, or not any more."""
    with_processor = select(Course.deployment_id).join(Assignment).where(Assignment.kind == "processor")
    return list(
        session.scalars(
            select(Deployment.id).where(
                Deployment.state == "approved",
                Deployment.lti_notices_url.is_not(None),
                Deployment.notices_subscribed.is_(None),
                Deployment.id.in_(with_processor),
            )
        )
    )
