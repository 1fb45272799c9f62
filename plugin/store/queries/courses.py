"""Courses, their people, and visits."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, contains_eager, joinedload

from plugin.domain.roles import Role
from plugin.store.tables import Assignment, Course, Deployment, Membership, Person, Visit

# Asked at every launch, and so made once.
_OF_LINK = select(Assignment).where(
    Assignment.course_id == bindparam("course"), Assignment.lti_resource_link_id == bindparam("link")
)


# Asked for every page.
_OPEN_VISIT = (
    select(Visit)
    .where(
        Visit.id == bindparam("visit"),
        Visit.browser_hash == bindparam("browser"),
        Visit.expires > bindparam("now"),
        Deployment.state == "approved",  # blocking one closes its open visits too
        Membership.active,  # who has left the course has no business with its students
    )
    .join(Visit.membership)
    .join(Membership.course)
    .join(Membership.person)
    .join(Course.deployment)
    .join(Deployment.registration)
    .outerjoin(Visit.assignment)
    .options(
        contains_eager(Visit.membership).options(
            contains_eager(Membership.person),
            contains_eager(Membership.course).contains_eager(Course.deployment).contains_eager(Deployment.registration),
        ),
        contains_eager(Visit.assignment),
    )
)


def open_visit(session: Session, visit_id: UUID, browser_hash: str) -> Visit | None:
    """The visit, if it is this browser's and has not expired, with its member, course, platform and assignment."""
    asked = {"visit": visit_id, "browser": browser_hash, "now": datetime.now(UTC)}
    return session.scalar(_OPEN_VISIT, asked)


def drop_visits_before(session: Session, moment: datetime) -> int:
    result = session.execute(delete(Visit).where(Visit.expires < moment))
    return result.rowcount  # type: ignore[attr-defined,no-any-return]


def learners(session: Session, course_id: UUID) -> list[Membership]:
    return list(
        session.scalars(
            select(Membership)
            .join(Person)
            .where(Membership.course_id == course_id, Membership.role == Role.LEARNER.value)
            .options(joinedload(Membership.person))
            .order_by(Person.name, Person.id)
        )
    )


def members(session: Session, course_id: UUID) -> list[Membership]:
    return list(session.scalars(select(Membership).where(Membership.course_id == course_id)))


def course(session: Session, course_id: UUID) -> Course | None:
    return session.get(Course, course_id)


def person(session: Session, registration_id: UUID, lti_sub: str) -> Person | None:
    return session.scalar(select(Person).where(Person.registration_id == registration_id, Person.lti_sub == lti_sub))


def assignment_in_course(session: Session, course_id: UUID, assignment_id: UUID) -> Assignment | None:
    return session.scalar(select(Assignment).where(Assignment.id == assignment_id, Assignment.course_id == course_id))


def assignment_of_link(session: Session, course_id: UUID, lti_link_id: str) -> Assignment | None:
    return session.scalar(_OF_LINK, {"course": course_id, "link": lti_link_id})


def assignment_of_column(session: Session, course_id: UUID, lti_lineitem_url: str) -> Assignment | None:
    return session.scalar(
        select(Assignment)
        .where(Assignment.course_id == course_id, Assignment.lti_lineitem_url == lti_lineitem_url)
        .order_by(Assignment.created)
        .limit(1)
    )


def attach_link(session: Session, assignment_id: UUID, lti_link_id: str) -> bool:
    """True for the one link that is first at an assignment made by deep linking."""
    try:
        with session.begin_nested():
            result = session.execute(
                update(Assignment)
                .where(Assignment.id == assignment_id, Assignment.lti_resource_link_id.is_(None))
                .values(lti_resource_link_id=lti_link_id)
            )
    except IntegrityError:  # the link found another assignment meanwhile
        return False
    return result.rowcount == 1  # type: ignore[attr-defined,no-any-return]


def is_test_user(session: Session, course_id: UUID, person_id: UUID) -> bool:
    found = session.scalar(
        select(Membership.test_user).where(Membership.course_id == course_id, Membership.person_id == person_id)
    )
    return bool(found)
