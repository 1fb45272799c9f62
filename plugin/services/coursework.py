"""What the platform knows of a course and its assignment: members and points, kept fresh in the background, so that
no page waits for the platform."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.lms.gradebook import LINEITEM, LINEITEM_READ
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.roster import Member
from plugin.services.platforms import platform_of, signing_key
from plugin.store.queries import courses
from plugin.store.queries.unique import get_or_create
from plugin.store.tables import Assignment, Course, Membership, Person

FRESH = timedelta(minutes=10)


@dataclass(frozen=True)
class CourseWork:
    """What to read, and with what: plain data. An address is None when there is nothing to read there."""

    platform: Platform
    key: SigningKey
    course_id: UUID
    assignment_id: UUID
    lti_memberships_url: str | None
    lti_lineitem_url: str | None
    lineitem_scope: str


def is_stale(assignment: Assignment) -> bool:
    return _roster_is_stale(assignment.course) or _points_are_open(assignment)


def take(session: Session, assignment_id: UUID, secret_key: str) -> CourseWork | None:
    assignment = session.get(Assignment, assignment_id)
    if assignment is None or not is_stale(assignment):
        return None
    course = assignment.course
    return CourseWork(
        platform=platform_of(course.deployment.registration),
        key=signing_key(session, secret_key),
        course_id=course.id,
        assignment_id=assignment.id,
        lti_memberships_url=course.lti_memberships_url if _roster_is_stale(course) else None,
        lti_lineitem_url=assignment.lti_lineitem_url if _points_are_open(assignment) else None,
        # Moodle's "grade sync only" grants the second alone.
        lineitem_scope=LINEITEM if LINEITEM in assignment.lti_ags_scopes else LINEITEM_READ,
    )


def _roster_is_stale(course: Course) -> bool:
    if not course.lti_memberships_url:
        return False
    return course.roster_read is None or course.roster_read < datetime.now(UTC) - FRESH


def _points_are_open(assignment: Assignment) -> bool:
    """Marks are given out of the gradebook's own points, until an instructor chooses others."""
    readable = {LINEITEM, LINEITEM_READ} & set(assignment.lti_ags_scopes) and assignment.lti_lineitem_url is not None
    return bool(readable) and assignment.points_from == "nobody"


def record_points(session: Session, assignment_id: UUID, points: float) -> None:
    assignment = session.get_one(Assignment, assignment_id)
    if assignment.points_from == "nobody":
        assignment.points, assignment.points_from = points, "lms"


def record_members(session: Session, course_id: UUID, members: Iterable[Member]) -> None:
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
