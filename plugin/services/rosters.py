"""Who is in the course, kept fresh in the background: no page waits for the platform."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.lms.platform import Platform, SigningKey
from plugin.lms.roster import Member
from plugin.services.platforms import platform_of, signing_key
from plugin.store.queries import courses
from plugin.store.queries.unique import get_or_create
from plugin.store.tables import Course, Membership, Person

FRESH = timedelta(minutes=10)


@dataclass(frozen=True)
class RosterWork:
    platform: Platform
    key: SigningKey
    lti_memberships_url: str


def is_stale(course: Course) -> bool:
    if not course.lti_memberships_url:
        return False
    return course.roster_read is None or course.roster_read < datetime.now(UTC) - FRESH


def take(session: Session, course_id: UUID, secret_key: str) -> RosterWork | None:
    course = courses.course(session, course_id)
    if course is None or not course.lti_memberships_url:
        return None
    platform = platform_of(course.deployment.registration)
    return RosterWork(platform, signing_key(session, secret_key), course.lti_memberships_url)


def record(session: Session, course_id: UUID, members: Iterable[Member]) -> None:
    """Take the platform's list as it stands now: who is not on it is no longer active; nobody is deleted."""
    course = session.get_one(Course, course_id)
    seen = {_write(session, course, member) for member in members}
    for membership in courses.members(session, course_id):
        if membership.id not in seen:
            membership.active = False
    course.roster_read = datetime.now(UTC)


def _write(session: Session, course: Course, member: Member) -> UUID:
    person = get_or_create(
        session,
        Person,
        registration_id=course.deployment.registration_id,
        lti_sub=member.lti_sub,
    )
    person.name = member.name or person.name
    membership: Membership = get_or_create(session, Membership, course_id=course.id, person_id=person.id)
    membership.role, membership.test_user = member.role.role.value, member.role.test_user
    membership.active = member.active
    return membership.id
