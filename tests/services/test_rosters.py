"""A course's roster: read by one courier, written as a whole, and what it opens and closes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import joinedload

from plugin.domain.roles import CourseRole, Role
from plugin.lms.connector import ServiceError
from plugin.lms.groups import CourseGroup
from plugin.lms.member import Member
from plugin.lms.messages import Launch
from plugin.services import launches, rosters
from plugin.services.roster_writing import Roster, record
from plugin.services.tokens import hashed
from plugin.store.queries import courses
from plugin.store.queries import rosters as queries
from plugin.store.session import Database
from plugin.store.tables import Course, Group, GroupMember, Membership, Person, Visit
from tests.services.world import SECRET, World, make_world

MEI = Member("4", "Mei Lindqvist", CourseRole(Role.LEARNER))
INES = Member("2", "Ines Okafor", CourseRole(Role.STAFF))


@pytest.fixture
def world(database: Database) -> World:
    with database.session() as session:
        world = make_world(session)
        session.get_one(Course, world.course_id).lti_memberships_url = "https://lms.example/members"
    return world


def write(database: Database, world: World, *members: Member, groups: list[CourseGroup] | None = None) -> None:
    with database.session() as session:
        record(session, world.course_id, Roster(list(members), groups))


def rows(database: Database, world: World) -> dict[str, Membership]:
    with database.session() as session:
        found = session.scalars(
            select(Membership).where(Membership.course_id == world.course_id).options(joinedload(Membership.person))
        )
        return {row.person.lti_sub: row for row in found}


def test_the_list_is_written_down_as_it_stands(database: Database, world: World) -> None:
    new = Member("9", "Noor", CourseRole(Role.LEARNER, True), "Inactive", "5501", ("Morning", "Lab"))
    write(database, world, INES, replace(MEI, name="Mei Lin", role=CourseRole(Role.STAFF)), new)
    found = rows(database, world)
    assert {sub: (row.role, row.active, row.lti_status) for sub, row in found.items()} == {
        "2": ("staff", True, "Active"), "4": ("staff", True, "Active"), "9": ("learner", False, "Inactive"),
    }  # fmt: skip
    noor = found["9"]
    assert (noor.test_user, noor.sections, noor.person.lti_platform_user_id) == (True, ["Morning", "Lab"], "5501")
    assert found["4"].person.name == "Mei Lin"
    with database.session() as session:
        course = session.get_one(Course, world.course_id)
        assert course.roster_read is not None
        assert not rosters.is_stale(course)


def test_what_a_list_leaves_out_is_kept(database: Database, world: World) -> None:
    write(database, world, replace(MEI, sections=("Morning",), lti_platform_user_id="5501"))
    write(database, world, replace(MEI, name=""))
    mei = rows(database, world)["4"]
    assert (mei.person.name, mei.sections, mei.person.lti_platform_user_id) == ("Mei Lindqvist", ["Morning"], "5501")
    write(database, world, replace(MEI, sections=()))
    assert rows(database, world)["4"].sections == []


def test_who_left_the_list_is_no_longer_active_and_comes_back_with_it(database: Database, world: World) -> None:
    write(database, world, INES, MEI)
    write(database, world, INES)
    mei = rows(database, world)["4"]
    assert (mei.active, mei.lti_status) == (False, "Deleted")
    write(database, world, INES, MEI)
    assert rows(database, world)["4"].active


def test_who_never_stood_on_the_list_stays_as_they_launched(database: Database, world: World) -> None:
    """A Moodle administrator who is not enrolled, Canvas's test student."""
    write(database, world, MEI)
    write(database, world, MEI)
    assert rows(database, world)["2"].active


def test_a_person_of_two_courses_is_one_person(database: Database, world: World) -> None:
    with database.session() as session:
        deployment_id = session.get_one(Course, world.course_id).deployment_id
        other = Course(deployment_id=deployment_id, lti_context_id="13")
        session.add(other)
        session.flush()
        record(session, other.id, Roster([replace(MEI, name="Mei, by another name")]))
    assert rows(database, world)["4"].person.name == "Mei, by another name"
    assert rows(database, world)["4"].role == "learner"


def test_a_course_that_is_told_no_names_leaves_those_that_are_there(database: Database, world: World) -> None:
    with database.session() as session:
        deployment_id = session.get_one(Course, world.course_id).deployment_id
        other = Course(deployment_id=deployment_id, lti_context_id="13")
        session.add(other)
        session.flush()
        record(session, other.id, Roster([replace(MEI, name="")]))
    assert rows(database, world)["4"].person.name == "Mei Lindqvist"


def test_a_person_of_another_school_is_another_person(database: Database, world: World) -> None:
    with database.session() as session:
        other = make_world(session, "two")
    write(database, other, replace(MEI, name="Somebody else"))
    assert rows(database, world)["4"].person.name == "Mei Lindqvist"


# Groups


def group_of(database: Database, world: World) -> dict[str, set[str]]:
    with database.session() as session:
        found = session.execute(
            select(Group.name, Person.lti_sub)
            .join_from(Group, GroupMember, isouter=True)
            .join(Membership, isouter=True)
            .join(Person, isouter=True)
            .where(Group.course_id == world.course_id)
        )
        groups: dict[str, set[str]] = {}
        for name, sub in found:
            groups.setdefault(name, set()).update({sub} - {None})
        return groups


def test_groups_follow_the_platform(database: Database, world: World) -> None:
    teams = [CourseGroup("g1", "Team A", "Teams"), CourseGroup("g2", "Team B", "Teams")]
    write(database, world, replace(INES, lti_group_ids=()), replace(MEI, lti_group_ids=("g1", "gone")), groups=teams)
    assert group_of(database, world) == {"Team A": {"4"}, "Team B": set()}
    moved = replace(MEI, lti_group_ids=("g2",))
    write(database, world, replace(INES, lti_group_ids=("g2",)), moved, groups=[CourseGroup("g2", "Team Bee", "Teams")])
    assert group_of(database, world) == {"Team Bee": {"2", "4"}}


def test_who_changes_groups_is_in_the_new_one_alone(database: Database, world: World) -> None:
    teams = [CourseGroup("g1", "Team A"), CourseGroup("g2", "Team B")]
    for lti_id in ("g1", "g2"):
        write(database, world, replace(MEI, lti_group_ids=(lti_id,)), groups=teams)
    assert group_of(database, world) == {"Team A": set(), "Team B": {"4"}}


def test_groups_that_were_not_told_stay(database: Database, world: World) -> None:
    write(database, world, replace(MEI, lti_group_ids=("g1",)), groups=[CourseGroup("g1", "Team A")])
    write(database, world, MEI, groups=None)
    write(database, world, MEI, groups=[CourseGroup("g1", "Team A")])
    assert group_of(database, world) == {"Team A": {"4"}}


# Whom it lets in


def visit_of(database: Database, world: World, sub: str) -> UUID:
    row = rows(database, world)[sub]
    later = datetime.now(UTC) + timedelta(hours=1)
    with database.session() as session:
        visit = Visit(browser_hash="b", membership_id=row.id, assignment_id=world.assignment_id, expires=later)
        session.add(visit)
        session.flush()
        return visit.id


def is_open(database: Database, visit_id: UUID) -> bool:
    with database.session() as session:
        return courses.open_visit(session, visit_id, "b") is not None


@pytest.mark.parametrize("gone", [(MEI,), (MEI, replace(INES, lti_status="Inactive"))], ids=["not listed", "inactive"])
def test_staff_who_left_the_course_lose_what_they_had_open(
    database: Database, world: World, gone: tuple[Member, ...]
) -> None:
    write(database, world, INES, MEI)
    visits = {sub: visit_of(database, world, sub) for sub in ("2", "4")}
    assert all(is_open(database, visit) for visit in visits.values())
    write(database, world, *gone)
    assert {sub: is_open(database, visit) for sub, visit in visits.items()} == {"2": False, "4": True}


def test_a_launch_lets_in_again_and_the_next_list_does_not_shut_out(
    database: Database, world: World, launch: Callable[..., Launch]
) -> None:
    """Off the list, but let in by the platform itself: an instructor who is an administrator now."""
    write(database, world, INES, MEI)
    write(database, world, MEI)
    with database.session() as session:
        deployment = session.get_one(Course, world.course_id).deployment
        visit_id = launches.record_launch(session, deployment, launch("2", Role.STAFF), "browser")
    write(database, world, MEI)
    with database.session() as session:
        assert courses.open_visit(session, visit_id, hashed("browser")) is not None


@pytest.fixture
def launch() -> Callable[..., Launch]:
    from plugin.lms.messages import parse_launch

    claim = "https://purl.imsglobal.org/spec/lti/claim/"
    names = {Role.STAFF: "Instructor", Role.LEARNER: "Learner"}

    def make(sub: str, role: Role) -> Launch:
        claims = {
            "iss": "https://lms.example", "sub": sub, claim + "version": "1.3.0", claim + "deployment_id": "1",
            claim + "message_type": "LtiResourceLinkRequest", claim + "target_link_uri": "https://t.example/lti/launch",
            claim + "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#" + names[role]],
            claim + "resource_link": {"id": "7"}, claim + "context": {"id": "12"},
        }  # fmt: skip
        return parse_launch(claims, "one")

    return make


# Who reads it, and when


def test_of_a_class_that_launches_at_once_one_courier_reads(database: Database, world: World) -> None:
    taken = []
    for _ in range(300):
        with database.session() as session:
            taken.append(rosters.take(session, world.course_id, SECRET))
    assert [work is not None for work in taken].count(True) == 1
    with database.session() as session:
        assert not rosters.is_stale(session.get_one(Course, world.course_id))


def test_of_two_couriers_at_the_same_moment_one_gets_the_lease(database: Database, world: World) -> None:
    now = datetime.now(UTC)
    got = []
    for _ in range(2):  # each has seen before that it was free
        with database.session() as session:
            got.append(queries.lease(session, world.course_id, now, now + rosters.LEASE))
    assert got == [True, False]


def test_a_courier_that_died_is_replaced_when_its_time_is_over(database: Database, world: World) -> None:
    with database.session() as session:
        assert rosters.take(session, world.course_id, SECRET)
    with database.session() as session:
        session.get_one(Course, world.course_id).roster_lease = datetime.now(UTC) - timedelta(seconds=1)
    with database.session() as session:
        assert rosters.take(session, world.course_id, SECRET)


def test_a_fresh_roster_is_not_read_and_an_old_one_is(database: Database, world: World) -> None:
    write(database, world, MEI)
    with database.session() as session:
        assert rosters.take(session, world.course_id, SECRET) is None
        session.get_one(Course, world.course_id).roster_read = datetime.now(UTC) - timedelta(minutes=11)
    with database.session() as session:
        assert rosters.take(session, world.course_id, SECRET) is not None


@pytest.mark.parametrize(
    ("family", "groups_url", "context", "more"),
    [
        ("canvas", None, "a1b2", {"rlid": "a1b2"}), ("canvas", None, "link:7", {}), ("moodle", None, "12", {}),
        ("blackboardlearn", "https://lms.example/groups", "12", {"groups": "true"}),
    ],
)  # fmt: skip
def test_each_platform_is_asked_for_what_it_can_tell(
    database: Database, world: World, family: str, groups_url: str | None, context: str, more: dict[str, str]
) -> None:
    with database.session() as session:
        course = session.get_one(Course, world.course_id)
        course.lti_groups_url, course.lti_context_id = groups_url, context
        course.deployment.registration.platform_family = family
    with database.session() as session:
        work = rosters.take(session, world.course_id, SECRET)
    assert work is not None
    assert work.more == more


def test_a_roster_that_fails_leaves_the_old_one_and_is_put_off(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(database, world, INES, MEI)
    with database.session() as session:
        session.get_one(Course, world.course_id).roster_read = datetime.now(UTC) - timedelta(minutes=11)
    asked = []

    def fail(*_: Any) -> Roster:
        asked.append(1)
        raise ServiceError(503)

    monkeypatch.setattr(rosters, "read", fail)
    for _ in range(3):
        rosters.refresh(database, world.course_id, SECRET, lambda *_: None)  # type: ignore[arg-type,return-value]
    assert len(asked) == 1
    assert all(row.active for row in rows(database, world).values())
    with database.session() as session:
        lease = session.get_one(Course, world.course_id).roster_lease
    assert lease is not None
    assert lease < datetime.now(UTC) + rosters.AFTER_FAILURE + timedelta(seconds=1)


def test_five_thousand_members_take_a_handful_of_statements(database: Database, world: World) -> None:
    """Three statements a member took 12 s on SQLite and 22 s on PostgreSQL."""
    many = [replace(MEI, lti_sub=f"s{n}", name=f"Student {n}") for n in range(5000)]
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    write(database, world, *many)
    first = len(statements)
    write(database, world, *many)
    assert (first < 60, len(statements) - first < 8) == (True, True)
    with database.session() as session:
        assert len(courses.learners(session, world.course_id)) == 5001
