"""In Chromium with third-party cookies blocked, tool and LMS on two sites over https: by the platform's storage with no
cookie of ours at all, by Partitioned cookies, and in a window of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@pytest.fixture
def page(request: pytest.FixtureRequest, blocking: Callable[[str], Any]) -> Iterator[Any]:
    """A page of the browser that blocks what the test's parameter names; without parameter all cookies of ours."""
    context = blocking(getattr(request, "param", STORAGE))
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    for other in context.pages[1:]:  # the first is the browser's own empty one
        other.close()


def frame(page: Any, house: House, key: str) -> Any:
    page.goto(f"{house.platform.base_url}/as/{key}")
    return page.frame_locator("iframe[name=tool]")


def window(page: Any, house: House, key: str) -> Any:
    """What opens by a click on the frame's button."""
    button = frame(page, house, key).get_by_role("button", name="Open in a new window")
    with page.context.expect_page() as opened:
        button.press("Enter")  # as in mark()
    page.frame_locator("iframe[name=tool]").get_by_text("Caveat is open in another window").wait_for()
    return opened.value


def hand_in(tool: Any) -> None:
    tool.get_by_label("Paste your text").fill(TEXT)
    tool.locator("[data-count]", has_text="words").wait_for()
    tool.get_by_role("button", name="Hand in").press("Enter")
    tool.get_by_role("heading", name="Receipt").wait_for()


def score(house: House) -> None:
    """What a scorer does; the model has its own tests."""
    with house.database.session() as session:
        run_id = session.query(Run).order_by(Run.created.desc()).first().id
        runs.claim(session, run_id)
        runs.finish(session, run_id, example_score(), CAVEATS, house.files.put(TEXT.encode()))


def mark(tool: Any, name: str) -> None:
    tool.get_by_role("row", name=name).get_by_role("link", name="Open report").press("Enter")
    tool.get_by_role("heading", name="Read this first").wait_for()
    tool.get_by_label("Mark out of").fill("16")
    tool.get_by_label("Comment for the student").fill("You hear well.")
    # By keyboard: a click at a place that a moment ago was scrolled into another site's frame misses now and then.
    tool.get_by_role("button", name="Return mark").press("Enter")
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


def test_by_the_platforms_storage_without_any_cookie(page: Any, sites: Sites) -> None:
    asked = []
    page.on("request", lambda request: asked.append(request))
    walk(page, sites.houses["canvas"], "mei", frame)
    assert page.context.cookies("https://" + two_sites.TOOL) == []
    sessions = {request.headers["x-caveat-session"] for request in asked if "x-caveat-session" in request.headers}
    assert len(sessions) >= 2  # of two people; one may be handed out again within its second
    assert not any(session in request.url for session in sessions for request in asked)


@pytest.mark.parametrize("page", [PARTITIONED], indirect=True)
@pytest.mark.parametrize("lms", ["moodle", "canvas"])
def test_by_partitioned_cookies(page: Any, sites: Sites, lms: str) -> None:
    walk(page, sites.houses[lms], "jonas", frame)
    assert page.frame(name="tool").locator("meta[name=caveat-session]").count() == 0


@pytest.mark.parametrize("page", [WINDOW], indirect=True)
def test_in_a_window_of_its_own(page: Any, sites: Sites) -> None:
    walk(page, sites.houses["moodle"], "noor", window)


@contextmanager
def platform_with(house: House, **how: str) -> Iterator[None]:
    """The platform's page as `how` says, for a while."""
    before = {name: getattr(house.platform, name) for name in how}
    vars(house.platform).update(how)
    yield
    vars(house.platform).update(before)


def is_offered_a_window(page: Any, house: House) -> None:
    house.platform.requests_seen.clear()
    frame(page, house, "mei").get_by_role("button", name="Open in a new window").wait_for()
    assert not any(path.startswith("/auth") for _, path in house.platform.seen)  # the login can still begin again


@pytest.mark.conformance
def test_storage_wrong_origin_ignored(page: Any, sites: Sites) -> None:
    page.add_init_script(
        "window.heard = []; addEventListener('message', (e) => heard.push([e.origin, e.data?.subject]))"
    )
    with platform_with(sites.houses["canvas"], storage_trouble="wrong origin", impostor=sites.other):
        is_offered_a_window(page, sites.houses["canvas"])
    assert [sites.other, "lti.put_data.response"] in page.frame(name="tool").evaluate("heard")


@pytest.mark.conformance
def test_storage_timeout_falls_back(page: Any, sites: Sites) -> None:
    with platform_with(sites.houses["canvas"], storage_trouble="no answer"):
        is_offered_a_window(page, sites.houses["canvas"])


def test_storage_that_is_full_falls_back(page: Any, sites: Sites) -> None:
    with platform_with(sites.houses["canvas"], storage_trouble="error"):
        is_offered_a_window(page, sites.houses["canvas"])


def test_storage_that_forgets_falls_back(page: Any, sites: Sites) -> None:
    with platform_with(sites.houses["canvas"], storage_trouble="forgets"):
        frame(page, sites.houses["canvas"], "mei").get_by_role("button", name="Open in a new window").wait_for()


@pytest.mark.parametrize("how", [{"storage_target": "post_message_forwarding"}, {"storage_trouble": "old names"}])
def test_storage_in_a_forwarding_frame_or_under_old_names_is_found(
    page: Any, sites: Sites, how: dict[str, str]
) -> None:
    with platform_with(sites.houses["canvas"], **how):
        frame(page, sites.houses["canvas"], "mei").get_by_label("Paste your text").wait_for()
