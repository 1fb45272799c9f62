"""Launches that must open: the certification's nine, as instructor and as student (guide 1.3, section 6.2)."""

from typing import NamedTuple

import pytest
from sqlalchemy import select

from plugin.store.tables import Course, Membership, Person
from tests.conformance.conftest import code_on
from tests.conftest import House
from tests.platforms import school
from tests.platforms.browser import Browser, Page

pytestmark = pytest.mark.conformance


class Seen(NamedTuple):
    """Where the launch led, and what Caveat wrote down of it."""

    page: str
    name: str
    role: str
    lti_context_id: str


class Launcher:
    """Launches one newcomer after the other, so that nothing is known of anybody from a launch before."""

    def __init__(self, lms: House, roles: tuple[str, ...]):
        self.lms, self.roles = lms, roles
        self.page = Page("", 0, "", {})

    def __call__(self, variant: str = "") -> Seen:
        people = self.lms.platform.school.people
        newcomer = school.Person(f"n{len(people)}", f"new-{len(people)}", "Ada", "Byron", self.roles)
        self.lms.platform.school.people = (*people, newcomer)
        browser = Browser(self.lms.platform.base_url)
        self.page = browser.launch(newcomer.key, variant=variant)
        launched = [status for _, url, status in browser.history if url.endswith("/lti/launch")]
        assert launched == [302]
        return Seen(self.page.url.rsplit("/", 1)[-1] if self.page.status == 200 else code_on(self.page), *self._kept())

    def _kept(self) -> tuple[str, str, str]:
        sub = self.lms.platform.school.people[-1].sub
        columns = (Person.name, Membership.role, Course.lti_context_id)
        of_sub = select(*columns).select_from(Membership).join(Person).join(Course).where(Person.lti_sub == sub)
        with self.lms.database.session() as session:
            name, role, context = session.execute(of_sub).one()
        return name, role, context


@pytest.fixture
def instructor(lms: House) -> Launcher:
    return Launcher(lms, school.TEACHER)


@pytest.fixture
def student(lms: House) -> Launcher:
    return Launcher(lms, school.STUDENT)


def test_valid_instructor_launch(instructor: Launcher) -> None:
    assert instructor() == ("class", "Ada Byron", "staff", "12")


def test_valid_instructor_roles(instructor: Launcher) -> None:
    assert instructor("roles") == ("class", "Ada Byron", "staff", "12")


def test_valid_instructor_short_role(instructor: Launcher) -> None:
    assert instructor("short_role").page == "class"


def test_valid_instructor_unknown_role(instructor: Launcher) -> None:
    """Beside the known one it changes nothing; alone it has the least of rights."""
    assert instructor("unknown_role").page == "class"
    assert instructor("only_unknown_role")[0:3] == ("no_role", "Ada Byron", "guest")


def test_valid_instructor_no_role(instructor: Launcher) -> None:
    """The launch is taken, and the page says that there is no role in this course to open anything with."""
    assert instructor("no_role")[0:3] == ("no_role", "Ada Byron", "guest")
    assert "You have no role in this course" in instructor.page.text


def test_valid_instructor_email_only(instructor: Launcher) -> None:
    assert instructor("email_only")[0:3] == ("class", "", "staff")


def test_valid_instructor_names_only(instructor: Launcher) -> None:
    assert instructor("names_only")[0:3] == ("class", "Ada Byron", "staff")


def test_valid_instructor_no_pii(instructor: Launcher) -> None:
    assert instructor("no_pii")[0:3] == ("class", "", "staff")


def test_valid_instructor_email_no_context(instructor: Launcher) -> None:
    """The link then stands for a course of its own."""
    assert instructor("email_no_context") == ("class", "", "staff", "link:7")


def test_valid_student_launch(student: Launcher) -> None:
    assert student() == ("assignment", "Ada Byron", "learner", "12")


def test_valid_student_roles(student: Launcher) -> None:
    assert student("roles") == ("assignment", "Ada Byron", "learner", "12")


def test_valid_student_short_role(student: Launcher) -> None:
    assert student("short_role").page == "assignment"


def test_valid_student_unknown_role(student: Launcher) -> None:
    assert student("unknown_role").page == "assignment"
    assert student("only_unknown_role")[0:3] == ("no_role", "Ada Byron", "guest")


def test_valid_student_no_role(student: Launcher) -> None:
    assert student("no_role")[0:3] == ("no_role", "Ada Byron", "guest")


def test_valid_student_email_only(student: Launcher) -> None:
    assert student("email_only")[0:3] == ("assignment", "", "learner")


def test_valid_student_names_only(student: Launcher) -> None:
    assert student("names_only")[0:3] == ("assignment", "Ada Byron", "learner")


def test_valid_student_no_pii(student: Launcher) -> None:
    assert student("no_pii")[0:3] == ("assignment", "", "learner")


def test_valid_student_email_no_context(student: Launcher) -> None:
    assert student("email_no_context") == ("assignment", "", "learner", "link:7")
