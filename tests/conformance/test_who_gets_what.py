"""Who opens a course without being plainly its teacher or its student gets exactly what they should."""

import pytest
from sqlalchemy import select

from plugin.store.tables import Membership, Person, Run
from tests.conformance.conftest import code_on
from tests.conftest import House
from tests.platforms.browser import Browser

pytestmark = pytest.mark.conformance

STAFF_PAGES = ("class", "settings")


@pytest.fixture(scope="module")
def run_id(lms: House) -> str:
    """A report that somebody's teacher could open."""
    lms.hand_in("mei", "An essay.")
    with lms.database.session() as session:
        return str(session.scalars(select(Run.id)).one())


def launched(lms: House, key: str, variant: str) -> Browser:
    browser = Browser(lms.platform.base_url)
    browser.launch(key, variant=variant)
    return browser


def visit(browser: Browser) -> str:
    """The address of the visit that the launch led to."""
    url = next(url for _, url, _ in browser.history if "/visits/" in url)
    return "/".join(url.split("/")[:5])


def answers(browser: Browser, *pages: str) -> set[tuple[int, str]]:
    """What each page of the visit answers: status and code."""
    here, found = visit(browser), set()
    for name in pages:
        page = browser.open(f"{here}/{name}")
        found.add((page.status, code_on(page)))
    return found


def test_a_learner_who_teaches_elsewhere_is_a_learner_here(lms: House, run_id: str) -> None:
    browser = launched(lms, "jonas", "student_here_instructor_elsewhere")
    assert browser.page.url.endswith("/assignment")
    assert answers(browser, *STAFF_PAGES, f"reports/{run_id}") == {(403, "not_for_you")}


@pytest.mark.parametrize("variant", ["mentor"])
def test_an_observer_sees_nothing_of_the_course(lms: House, run_id: str, variant: str) -> None:
    browser = launched(lms, "priya", variant)
    assert (browser.page.status, code_on(browser.page)) == (403, "no_role")
    assert answers(browser, *STAFF_PAGES, "assignment", f"reports/{run_id}") == {(403, "not_for_you")}


def test_an_administrator_without_enrolment_sees_nothing_of_the_course(lms: House, run_id: str) -> None:
    browser = launched(lms, "noor", "admin_only")
    assert (browser.page.status, code_on(browser.page)) == (403, "no_role")
    assert answers(browser, *STAFF_PAGES, "assignment", f"reports/{run_id}") == {(403, "not_for_you")}


def test_a_test_user_hands_in_and_is_known_as_one(lms: House) -> None:
    browser = launched(lms, "aigerim", "test_user")
    browser.submit(browser.form("/submissions"), {"text": "An essay of nobody."})
    assert browser.page.status == 200
    assert answers(browser, *STAFF_PAGES) == {(403, "not_for_you")}
    sub = lms.platform.school.person("aigerim").sub
    with lms.database.session() as session:
        assert session.scalar(select(Membership.test_user).join(Person).where(Person.lti_sub == sub)) is True


def test_a_visit_opens_for_its_own_browser_alone(lms: House) -> None:
    teacher, stranger = launched(lms, "teacher", ""), launched(lms, "jonas", "")
    page = stranger.open(teacher.page.url)
    assert (page.status, code_on(page)) == (401, "visit_over")
