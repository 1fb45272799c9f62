"""From the platform's list to the pages: groups, and who is let in."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from plugin.config import Settings
from plugin.services import rosters
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Course, Group, GroupMember, Membership, Person
from tests.conftest import House, house_of
from tests.platforms.personality import BLACKBOARD
from tests.web.test_big_roster import read_in_background


@pytest.fixture
def blackboard(settings: Settings, database: Database, files: FileStore) -> Iterator[House]:
    with house_of(BLACKBOARD, settings, database, files) as house:
        yield house


def read(house: House) -> None:
    """As if the last reading were long ago."""
    with house.database.session() as session:
        session.scalars(select(Course)).one().roster_read = None
    read_in_background(house).join(60)


def test_groups_come_with_the_roster_where_the_launch_offers_them(blackboard: House) -> None:
    school = blackboard.platform.school
    school.groups = {"g1": ("Team A", "Teams"), "g2": ("Team B", "Teams"), "g3": ("Lab", "Labs")}
    school.change("mei", groups=("g1", "g3"))
    blackboard.launch("teacher")
    read(blackboard)
    with blackboard.database.session() as session:
        rows = session.execute(
            select(Person.name, Group.name, Group.set_name)
            .join_from(GroupMember, Group).join(Membership).join(Person).order_by(Group.name)
        ).all()  # fmt: skip
        assert [tuple(row) for row in rows] == [("Mei Lindqvist", "Lab", "Labs"), ("Mei Lindqvist", "Team A", "Teams")]
        assert len(session.scalars(select(Group)).all()) == 3


def test_a_roster_comes_without_its_groups_where_they_are_refused(blackboard: House) -> None:
    blackboard.platform.scopes = tuple(scope for scope in blackboard.platform.scopes or () if "lti-gs" not in scope)
    blackboard.launch("teacher")
    read(blackboard)
    with blackboard.database.session() as session:
        assert len(session.scalars(select(Membership)).all()) == len(blackboard.platform.school.people)
        assert session.scalars(select(Group)).all() == []


def test_an_instructor_who_is_taken_off_the_course_sees_its_students_no_longer(blackboard: House) -> None:
    teacher = blackboard.launch("teacher")
    read(blackboard)
    class_page = teacher.page.url
    assert "Mei Lindqvist" in teacher.open(class_page).text
    blackboard.platform.school.change("teacher", status="Inactive")
    read(blackboard)
    assert teacher.open(class_page).status == 401
    assert "Mei Lindqvist" not in teacher.page.text
    assert "Mei Lindqvist" in blackboard.launch("teacher").page.text  # the platform's own door counts for more


def test_an_administrator_who_is_on_no_list_stays_in(blackboard: House) -> None:
    blackboard.platform.school.change("teacher", listed=False)
    teacher = blackboard.launch("teacher")
    for _ in range(2):
        read(blackboard)
        assert teacher.open(teacher.page.url).status == 200


def test_a_launch_rings_for_an_old_roster_and_not_for_one_being_read(
    blackboard: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plugin.queue import Bell

    rung = []
    monkeypatch.setattr(Bell, "roster", lambda self, course_id: rung.append(course_id))
    blackboard.launch("teacher")
    with blackboard.database.session() as session:
        course = session.scalars(select(Course)).one()
        assert rung == [course.id]
        assert rosters.take(session, course.id, blackboard.settings.secret_key) is not None
    blackboard.launch("mei")
    assert len(rung) == 1


def test_the_class_page_says_that_the_list_is_being_read_and_looks_again(moodle: House) -> None:
    page = moodle.launch("teacher").page.text
    assert "is being read from your LMS" in page
    assert "No students yet" not in page
    assert "data-finished" not in page
    with moodle.database.session() as session:
        session.query(Course).one().roster_read = datetime.now(UTC)
    page = moodle.launch("teacher").page.text
    assert "is being read from your LMS" not in page
    assert "data-finished" in page


def test_the_lmss_test_student_is_listed_and_not_counted(blackboard: House) -> None:
    blackboard.hand_in("mei", "An essay.")
    blackboard.hand_in("tester", "A try.")
    page = blackboard.launch("teacher").page.text
    assert "(test student)" in page
    assert "1 of 1 student handed in" in page
