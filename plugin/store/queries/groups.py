"""Groups of a course and who is in them."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, insert, select
from sqlalchemy.orm import Session

from plugin.domain.roles import Role
from plugin.store.queries.unique import in_parts, upsert
from plugin.store.tables import Group, GroupMember, Membership


def write_groups(session: Session, course_id: UUID, rows: list[dict[str, Any]]) -> dict[str, UUID]:
    """lti_group_id -> id; groups of the course that are not among `rows` are gone."""
    named = {str(row["lti_group_id"]) for row in rows}
    found = session.execute(select(Group.id, Group.lti_group_id).where(Group.course_id == course_id))
    for some in in_parts([group_id for group_id, lti_group_id in found if lti_group_id not in named]):
        session.execute(delete(Group).where(Group.course_id == course_id, Group.id.in_(some)))
    rows = [row | {"course_id": course_id} for row in rows]
    return {row.lti_group_id: row.id for row in upsert(session, Group, rows, ("course_id", "lti_group_id"))}


def write_group_members(session: Session, course_id: UUID, wanted: set[tuple[UUID, UUID]]) -> None:
    """`wanted`: (group, membership), and nobody else."""
    groups = select(Group.id).where(Group.course_id == course_id)
    rows = select(GroupMember.group_id, GroupMember.membership_id).where(GroupMember.group_id.in_(groups))
    there = {(group_id, membership_id) for group_id, membership_id in session.execute(rows)}
    for group_id, membership_id in there - wanted:
        session.execute(
            delete(GroupMember).where(GroupMember.group_id == group_id, GroupMember.membership_id == membership_id)
        )
    for some in in_parts(sorted(wanted - there)):
        session.execute(
            insert(GroupMember).returning(GroupMember.group_id),  # with it the rows go in one statement
            [{"group_id": group_id, "membership_id": membership_id} for group_id, membership_id in some],
        )


def with_sizes(session: Session, course_id: UUID) -> list[tuple[Group, int]]:
    """Groups of the course and how many who study there are in each, by set and name: whoever teaches, has left or is
    the platform's test student hides nobody."""
    studying = Membership.role == Role.LEARNER.value, Membership.active, ~Membership.test_user
    query = (
        select(Group, func.count(Membership.id))
        .outerjoin(GroupMember, GroupMember.group_id == Group.id)
        .outerjoin(Membership, and_(Membership.id == GroupMember.membership_id, *studying))
        .where(Group.course_id == course_id)
        .group_by(Group.id)
        .order_by(Group.set_name, Group.name, Group.id)
    )
    return [(group, size) for group, size in session.execute(query)]
