"""5,000 members, fifty a page: read behind the pages, which never wait for a platform."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, fields
from uuid import UUID

import pytest
from sqlalchemy import func, select

from plugin.config import Settings
from plugin.domain.reach import Reach
from plugin.lms.connector import Connector, TokenCache
from plugin.lms.outgoing import PlatformSession
from plugin.services import rosters
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Course, Membership, Person
from tests.conftest import House, house_of
from tests.platforms.browser import Browser
from tests.platforms.families.canvas import CANVAS, Canvas
from tests.platforms.school import School, crowded_school

STUDENTS = 4990  # with the ten of the example school 5,000


@dataclass(frozen=True)
class Crowded(Canvas):
    def school(self) -> School:
        return crowded_school(STUDENTS, self.subs, self.link_id)


@pytest.fixture
def crowd(settings: Settings, database: Database, files: FileStore) -> Iterator[House]:
    canvas = {field.name: getattr(CANVAS, field.name) for field in fields(CANVAS)}
    with house_of(Crowded(**canvas | {"page_size": 50}), settings, database, files) as house:
        yield house


def course_id(house: House) -> UUID:
    with house.database.session() as session:
        return session.scalars(select(Course.id)).one()


def read_in_background(house: House) -> threading.Thread:
    """What the courier does when the bell of the launch rings."""
    tokens, course = TokenCache(), course_id(house)

    def read() -> None:
        rosters.refresh(
            house.database, course, house.settings.secret_key,
            lambda platform, key: Connector(platform, key, PlatformSession(Reach(insecure=True)), tokens),
        )  # fmt: skip

    courier = threading.Thread(target=read)
    courier.start()
    return courier


def asked_for_members(house: House) -> list[str]:
    return [path for _, path in house.platform.seen if "names_and_roles" in path]


def rows_of(browser: Browser) -> int:
    return browser.open(browser.page.url).text.count("Student No. ")


def listed(house: House) -> int:
    numbered = select(func.count()).select_from(Membership).join(Person).where(Person.name.startswith("Student No. "))
    with house.database.session() as session:
        return session.scalar(numbered) or 0


def test_five_thousand_members_are_read_while_the_pages_stay_open(crowd: House) -> None:
    crowd.platform.school.list_open.clear()
    teacher = crowd.launch("teacher")
    courier = read_in_background(crowd)
    assert rows_of(teacher) == 0
    assert crowd.launch("mei").page.status == 200
    assert courier.is_alive()
    assert asked_for_members(crowd) == []
    crowd.platform.school.list_open.set()
    courier.join(60)
    assert listed(crowd) == STUDENTS
    assert rows_of(teacher) > 90  # a page of them
    assert len(asked_for_members(crowd)) == 100


def test_a_roster_from_canvas_brings_sections_and_its_own_ids(crowd: House) -> None:
    crowd.platform.school.people = crowd.platform.school.people[:60]
    crowd.platform.school.assigned_to = frozenset({"mei"})  # others are members all the same
    crowd.launch("teacher")
    read_in_background(crowd).join(60)
    with crowd.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Membership)) == 60
        member = session.scalars(select(Membership).join(Person).where(Person.name == "Student No. 4")).one()
        assert (member.sections, member.lti_status) == (["Section 1"], "Active")
        assert member.person.lti_platform_user_id == "5514"


def test_of_all_pages_none_calls_the_platform_for_members(crowd: House) -> None:
    crowd.platform.school.people = crowd.platform.school.people[:60]
    for key in ("teacher", "mei", "jonas"):
        crowd.launch(key)
    assert asked_for_members(crowd) == []
    read_in_background(crowd).join(60)
    asked = len(asked_for_members(crowd))
    for key in ("teacher", "mei", "jonas"):
        crowd.launch(key)
    read_in_background(crowd).join(60)
    assert len(asked_for_members(crowd)) == asked == 2
