"""The platform's list of members, written down as it stands now. Nobody is deleted: work stays with its people."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.lms.groups import CourseGroup
from plugin.lms.member import Member
from plugin.store.queries import groups, rosters
from plugin.store.queries.rosters import Known
from plugin.store.tables import Course


@dataclass(frozen=True)
class Roster:
    """`groups` is None where the platform has none, or did not tell them this time."""

    members: list[Member]
    groups: list[CourseGroup] | None = None


def record(session: Session, course_id: UUID, roster: Roster) -> None:
    """Who left the list is no longer active; who came in without ever standing on it (an administrator, a test user)
    stays as they launched."""
    course = session.get_one(Course, course_id)
    course.roster_read, course.roster_lease = datetime.now(UTC), None
    session.flush()  # in the order in which a launch writes: two that wait for each other would both fail
    known = rosters.known_members(session, course_id)
    person_ids = _people(session, course.deployment.registration_id, roster.members, known)
    membership_ids = _memberships(session, course_id, roster.members, known, person_ids)
    _leave_out(session, course_id, roster.members, known)
    if roster.groups is not None:
        _groups(session, course_id, roster, person_ids, membership_ids)
    session.expire_all()


def _people(session: Session, registration_id: UUID, members: list[Member], known: dict[str, Known]) -> dict[str, UUID]:
    rows = [
        {
            "registration_id": registration_id,
            "lti_sub": member.lti_sub,
            "name": member.name,
            "lti_platform_user_id": member.lti_platform_user_id,
        }
        for member in members
        if _has_news(member, known.get(member.lti_sub))
    ]
    return {lti_sub: row.person_id for lti_sub, row in known.items()} | rosters.write_people(session, rows)


def _has_news(member: Member, known: Known | None) -> bool:
    """A platform that leaves a name out has not changed it."""
    if known is None:
        return True
    told = ((member.name, known.name), (member.lti_platform_user_id, known.lti_platform_user_id))
    return any(new and new != old for new, old in told)


def _memberships(
    session: Session, course_id: UUID, members: list[Member], known: dict[str, Known], person_ids: dict[str, UUID]
) -> dict[UUID, UUID]:
    rows = []
    for member in members:
        there = known.get(member.lti_sub)
        told = _told(member, there)
        if there is None or any(getattr(there, name) != value for name, value in told.items()):
            rows.append(told | {"course_id": course_id, "person_id": person_ids[member.lti_sub]})
    written = rosters.write_memberships(session, rows)
    return {row.person_id: row.membership_id for row in known.values()} | written


def _told(member: Member, known: Known | None) -> dict[str, Any]:
    sections = known.sections if member.sections is None and known else list(member.sections or ())
    return {
        "role": member.role.role.value,
        "test_user": member.role.test_user,
        "active": member.active,
        "lti_status": member.lti_status,
        "sections": sections,
    }


def _leave_out(session: Session, course_id: UUID, members: list[Member], known: dict[str, Known]) -> None:
    listed = {member.lti_sub for member in members}
    gone = (row for lti_sub, row in known.items() if lti_sub not in listed and row.active and row.lti_status)
    rosters.leave_out(session, course_id, (row.membership_id for row in gone))


def _groups(
    session: Session, course_id: UUID, roster: Roster, person_ids: dict[str, UUID], membership_ids: dict[UUID, UUID]
) -> None:
    group_ids = groups.write_groups(session, course_id, [_group(group) for group in roster.groups or []])
    told = [member for member in roster.members if member.lti_group_ids is not None]
    if not told:  # the platform has groups and does not say who is in them
        return
    wanted = {
        (group_ids[lti_group_id], membership_ids[person_ids[member.lti_sub]])
        for member in told
        for lti_group_id in member.lti_group_ids or ()
        if lti_group_id in group_ids
    }
    groups.write_group_members(session, course_id, wanted)


def _group(group: CourseGroup) -> dict[str, Any]:
    return {"lti_group_id": group.lti_group_id, "name": group.name, "set_name": group.set_name}
