"""In Chromium with third-party cookies blocked, tool and LMS on two sites over https: by the platform's storage with no
cookie of ours at all, by Partitioned cookies, and in a window of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.services import runs
from plugin.store.tables import GradeReturn, Run
from tests.conftest import House
from tests.domain.examples import TEXT, example_score
from tests.journey import two_sites
from tests.journey.two_sites import Sites

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(60)]

CAVEATS = (Caveat(Code.NOT_EVIDENCE, Severity.STOP),)
STORAGE, PARTITIONED, WINDOW = "everywhere", "", "frames"  # where our cookies are blocked, to come that far


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with two_sites.two_sites(tmp_path_factory.mktemp("sites")) as sites:
        yield sites


@pytest.fixture(scope="module")
def blocking(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """A browser by what it blocks."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, ExitStack() as stack:

        @cache
        def browser(blocked: str) -> Any:
            folder = tmp_path_factory.mktemp("profile")
            return stack.enter_context(two_sites.chromium(playwright, chromium, folder, blocked))

        yield browser


@pytest.fixture
def page(request: pytest.FixtureRequest, blocking: Callable[[str], Any]) -> Iterator[Any]:
    """A page of the browser that blocks what the test's parameter names; without parameter all cookies of ours."""
    context = blocking(getattr(request, "param", STORAGE))
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    for other in context.pages:
        other.close()


def frame(page: Any, house: House, key: str) -> Any:
    page.goto(f"{house.platform.base_url}/as/{key}")
    return page.frame_locator("iframe[name=tool]")


def window(page: Any, house: House, key: str) -> Any:
    """What opens by a click on the frame's button."""
    button = frame(page, house, key).get_by_role("button", name="Open in a new window")
    with page.context.expect_page() as opened:
        button.click()
    page.frame_locator("iframe[name=tool]").get_by_text("Caveat is open in another window").wait_for()
    return opened.value


def hand_in(tool: Any) -> None:
    tool.get_by_label("Paste your text").fill(TEXT)
    tool.locator("[data-count]", has_text="words").wait_for()
    tool.get_by_role("button", name="Hand in").click()
    tool.get_by_role("heading", name="Receipt").wait_for()


def score(house: House) -> None:
    """What a scorer does; the model has its own tests."""
    with house.database.session() as session:
        run_id = session.query(Run).order_by(Run.created.desc()).first().id
        runs.claim(session, run_id)
        runs.finish(session, run_id, example_score(), CAVEATS, house.files.put(TEXT.encode()))


def mark(tool: Any, name: str) -> None:
    tool.get_by_role("row", name=name).get_by_role("link", name="Open report").click()
    tool.get_by_text("Read this first").wait_for()
    tool.get_by_label("Mark out of").fill("16")
    tool.get_by_label("Comment for the student").fill("You hear well.")
    tool.get_by_role("button", name="Return mark").click()
    tool.locator(".grade-state[data-state=pending]").wait_for()


def walk(page: Any, house: House, key: str, opened: Callable[[Any, House, str], Any]) -> None:
    """A student hands in and sees the state change; an instructor reads the report and returns a mark."""
    tool = opened(page, house, key)
    hand_in(tool)
    score(house)
    tool.locator(".state[data-state=scored]").wait_for()
    mark(opened(page, house, "teacher"), house.platform.school.person(key).name)
    with house.database.session() as session:
        newest = session.query(GradeReturn).order_by(GradeReturn.created.desc()).first()
        assert (newest.mark, newest.comment) == (16, "You hear well.")
    assert page.problems == []


def test_third_party_cookies_really_are_blocked(sites: Sites, blocking: Callable[[str], Any]) -> None:
    come_back = {blocked: two_sites.cookies_that_come_back(blocking(blocked), sites)
                 for blocked in (PARTITIONED, WINDOW, STORAGE)}  # fmt: skip
    assert come_back == {PARTITIONED: "partitioned", WINDOW: "", STORAGE: ""}


@pytest.mark.parametrize("page", [STORAGE], indirect=True)
def test_by_the_platforms_storage_without_any_cookie(page: Any, sites: Sites) -> None:
    walk(page, sites.houses["canvas"], "mei", frame)
    assert len(page.context.pages) == 2  # the empty one that it began with, and this
    assert page.context.cookies("https://" + two_sites.TOOL) == []


@pytest.mark.parametrize("page", [PARTITIONED], indirect=True)
@pytest.mark.parametrize("lms", ["moodle", "canvas"])
def test_by_partitioned_cookies(page: Any, sites: Sites, lms: str) -> None:
    walk(page, sites.houses[lms], "jonas", frame)
    assert page.frame(name="tool").locator("meta[name=caveat-session]").count() == 0


@pytest.mark.parametrize("page", [WINDOW], indirect=True)
def test_in_a_window_of_its_own(page: Any, sites: Sites) -> None:
    walk(page, sites.houses["moodle"], "noor", window)
