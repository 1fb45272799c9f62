"""One browser, several people: who comes next at a computer of the library walks back into nobody's pages."""

import pytest

from tests.conftest import House
from tests.platforms.browser import Browser
from tests.platforms.personality import CANVAS


@pytest.fixture
def browser() -> Browser:
    return Browser()


def opened(house: House, browser: Browser, key: str) -> str:
    """The address of their page."""
    house.launch(key, browser)
    assert browser.page.status == 200
    return browser.page.url


@pytest.mark.parametrize(("first", "then"), [("mei", "luis"), ("teacher", "mei"), ("mei", "teacher")])
def test_another_persons_launch_ends_what_was_left_open(moodle: House, browser: Browser, first: str, then: str) -> None:
    left, theirs = opened(moodle, browser, first), opened(moodle, browser, then)
    assert (browser.open(left).status, browser.open(theirs).status) == (401, 200)


def test_ones_own_pages_stay_open_and_so_do_those_in_another_browser(moodle: House, browser: Browser) -> None:
    elsewhere = Browser()
    own, apart = opened(moodle, browser, "mei"), opened(moodle, elsewhere, "teacher")
    opened(moodle, browser, "mei")
    assert (browser.open(own).status, elsewhere.open(apart).status) == (200, 200)


@pytest.mark.parametrize("house", [CANVAS], indirect=True, ids=["canvas"])  # Moodle's test users are not told as such
def test_a_teacher_who_looks_as_the_test_student_keeps_their_pages(house: House, browser: Browser) -> None:
    own = opened(house, browser, "teacher")
    tested = opened(house, browser, "tester")
    assert (browser.open(own).status, browser.open(tested).status) == (200, 200)
    opened(house, browser, "teacher")
    assert browser.open(tested).status == 200
