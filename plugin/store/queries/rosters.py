"""The roster of a course: read and written as a whole, in a handful of statements however many are in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from plugin.store.queries.changing import changed
from plugin.store.queries.unique import in_parts, upsert
from plugin.store.tables import Course, Membership, Person


@dataclass(frozen=True)
class Known:
    """A member as the store has them."""

    person_id: UUID
    name: str
    lti_platform_user_id: str
    membership_id: UUID
    role: str
    test_user: bool
    active: bool
    lti_status: str
    sections: list[Any]


def lease(session: Session, course_id: UUID, now: datetime, until: datetime) -> bool:
    """True for the one who may read the roster until `until`."""
    return changed(
        session,
        update(Course)
        .where(Course.id == course_id, or_(Course.roster_lease.is_(None), Course.roster_lease < now))
        .values(roster_lease=until),
    )


def known_members(session: Session, course_id: UUID) -> dict[str, Known]:
    """lti_sub -> member."""
    rows = session.execute(
        select(
            Person.lti_sub, Person.id, Person.name, Person.lti_platform_user_id, Membership.id, Membership.role,
            Membership.test_user, Membership.active, Membership.lti_status, Membership.sections,
        )
        .join(Membership.person)
        .where(Membership.course_id == course_id)
    )  # fmt: skip
    return {row[0]: Known(*row[1:]) for row in rows}


def write_people(session: Session, rows: list[dict[str, Any]]) -> dict[str, UUID]:
    """lti_sub -> id. In the order of their keys, so that two courses read at once do not wait for each other."""
    rows = sorted(rows, key=lambda row: str(row["lti_sub"]))
    return {row.lti_sub: row.id for row in upsert(session, Person, rows, ("registration_id", "lti_sub"))}


def write_memberships(session: Session, rows: list[dict[str, Any]]) -> dict[UUID, UUID]:
    """person_id -> id of the membership."""
    return {row.person_id: row.id for row in upsert(session, Membership, rows, ("course_id", "person_id"))}


def leave_out(session: Session, course_id: UUID, membership_ids: Iterable[UUID]) -> None:
    """They stood on the list and do so no longer."""
    for some in in_parts(list(membership_ids)):
        session.execute(
            update(Membership)
            .where(Membership.course_id == course_id, Membership.id.in_(some))
            .values(active=False, lti_status="Deleted")
            .execution_options(synchronize_session=False)
        )
