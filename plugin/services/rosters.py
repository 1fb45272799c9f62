"""Who is in a course: read from the platform in the background, by one courier at a time, and written as a whole."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.lms.connector import Connector, ServiceError
from plugin.lms.groups import CourseGroup, read_groups
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.quirks import canvas
from plugin.lms.roster import read_members
from plugin.services.platforms import platform_of, signing_key
from plugin.services.roster_writing import Roster, record
from plugin.store.queries import rosters
from plugin.store.session import Database
from plugin.store.tables import Course

FRESH = timedelta(minutes=10)
LEASE = timedelta(minutes=10)  # as long as a courier's task may take
AFTER_FAILURE = timedelta(minutes=2)  # a class that launches meanwhile does not ask a platform in trouble each time

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RosterWork:
    """What to read, and with what: plain data."""

    course_id: UUID
    platform: Platform
    key: SigningKey
    lti_memberships_url: str
    lti_groups_url: str | None
    lti_group_sets_url: str | None
    more: dict[str, str]


def is_stale(course: Course) -> bool:
    """Old or never read, and nobody is at it."""
    now = datetime.now(UTC)
    if not course.lti_memberships_url or (course.roster_lease and course.roster_lease >= now):
        return False
    return course.roster_read is None or course.roster_read < now - FRESH


def refresh(
    database: Database, course_id: UUID, secret_key: str, connect: Callable[[Platform, SigningKey], Connector]
) -> None:
    """Take, read, record: no transaction is open while the platform is asked."""
    with database.session() as session:
        work = take(session, course_id, secret_key)
    if work is None:
        return
    try:
        roster = read(connect(work.platform, work.key), work)
    except ServiceError as error:
        log.warning("roster of course %s not read: %s", course_id, error)
        with database.session() as session:
            put_off(session, course_id)
        return
    with database.session() as session:
        record(session, course_id, roster)
    log.info("roster of course %s: %d members", course_id, len(roster.members))


def take(session: Session, course_id: UUID, secret_key: str) -> RosterWork | None:
    """The one who gets it reads; None for everybody else of a class that launched at once."""
    course, now = session.get(Course, course_id), datetime.now(UTC)
    if course is None or not course.lti_memberships_url or not is_stale(course):
        return None
    if not rosters.lease(session, course_id, now, now + LEASE):
        return None
    return RosterWork(
        course_id, platform_of(course.deployment.registration), signing_key(session, secret_key),
        course.lti_memberships_url, course.lti_groups_url, course.lti_group_sets_url, _more(course),
    )  # fmt: skip


def _more(course: Course) -> dict[str, str]:
    """What to ask for besides names and roles."""
    if course.lti_groups_url:
        return {"groups": "true"}
    if course.deployment.registration.platform_family == canvas.FAMILY:
        return canvas.whole_course_with_messages(course.lti_context_id)
    return {}


def read(connector: Connector, work: RosterWork) -> Roster:
    """Everything, before anything is written. Raises ServiceError."""
    return Roster(read_members(connector, work.lti_memberships_url, work.more), _groups(connector, work))


def _groups(connector: Connector, work: RosterWork) -> list[CourseGroup] | None:
    if not work.lti_groups_url:
        return None
    try:
        return read_groups(connector, work.lti_groups_url, work.lti_group_sets_url)
    except ServiceError as error:  # a class is shown without its groups rather than not at all
        log.warning("groups of course %s not read: %s", work.course_id, error)
        return None


def put_off(session: Session, course_id: UUID) -> None:
    """It could not be read; what is there stays."""
    session.get_one(Course, course_id).roster_lease = datetime.now(UTC) + AFTER_FAILURE
