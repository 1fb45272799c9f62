"""In Chromium, in the LMS's frame, without a cookie of ours: an instructor adds an assignment and opens it from the
course's menu and out of the gradebook."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from plugin.services import platforms
from plugin.services.review_links import review_url
from plugin.store.tables import Submission
from tests.conftest import House
from tests.journey.two_sites import Sites
from tests.platforms.content_items import DL

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(60)]


@pytest.fixture
def house(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> House:
    """Only the browser knows the two sites by their names: the platform reads the tool's keys where they lie."""
    house = sites.houses["canvas"]

    def published_keys(_: object) -> Any:
        with house.database.session() as session:
            return platforms.key_set(session)["keys"]

    monkeypatch.setattr("tests.platforms.content_items.published_keys", published_keys)
    return house


@pytest.fixture
def page(blocking: Callable[[str], Any]) -> Iterator[Any]:
    page = blocking("everywhere").new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    assert page.problems == []
    page.close()


def frame(page: Any, house: House, path: str) -> Any:
    page.goto(house.platform.base_url + path)
    return page.frame_locator("iframe[name=tool]")


def test_an_instructor_adds_an_assignment_and_a_student_opens_it(page: Any, house: House) -> None:
    tool = frame(page, house, "/as/teacher/choose")
    tool.get_by_label("Title").fill("A place that changed")
    tool.get_by_label("Due").fill("2026-12-08T22:00")
    there = page.evaluate("new Date('2026-12-08T22:00').toISOString().slice(0, 19) + 'Z'")
    tool.get_by_role("button", name="Add to the course").press("Enter")
    page.get_by_text("Caveat made one assignment.").wait_for()
    (item,) = house.platform.responses[-1][DL + "content_items"]
    assert item["submission"] == {"endDateTime": there}
    link = list(house.platform.school.links)[-1]
    frame(page, house, f"/as/mei/links/{link}").get_by_role("heading", name="A place that changed").wait_for()


def test_what_is_wrong_is_said_and_the_form_goes_on(page: Any, house: House) -> None:
    tool = frame(page, house, "/as/teacher/choose")
    tool.get_by_label("Title").fill("Second")
    tool.get_by_label("Due").fill("2026-12-08T22:00")
    tool.get_by_role("textbox", name="Points").fill("many")
    tool.get_by_role("button", name="Add to the course").press("Enter")
    tool.get_by_role("alert").wait_for()
    tool.locator("[data-zone]", has_text="in your own zone").wait_for()  # the page's script has run
    assert tool.get_by_label("Due").input_value() == "2026-12-08T22:00"
    tool.get_by_role("textbox", name="Points").fill("10")
    tool.get_by_role("button", name="Add to the course").press("Enter")
    page.get_by_text("Caveat made one assignment.").wait_for()


def test_several_are_chosen_and_one_is_taken_back(page: Any, house: House) -> None:
    house.platform.asks = {"accept_multiple": True}
    tool = frame(page, house, "/as/teacher/choose")
    for title in ("One", "Two"):
        tool.get_by_label("Title").fill(title)
        tool.get_by_role("button", name="make another").press("Enter")
        tool.get_by_role("button", name=f"Remove {title}").wait_for()
        tool.locator("[data-zone]", has_text="in your own zone").wait_for()  # the page's script has run
    tool.get_by_role("button", name="Remove One").press("Enter")
    tool.get_by_role("heading", name="Ready to add: 1").wait_for()
    tool.get_by_role("button", name="Add it to the course").press("Enter")
    page.get_by_text("Caveat made one assignment.").wait_for()
    house.platform.asks = {}
    assert [item["title"] for item in house.platform.responses[-1][DL + "content_items"]] == ["Two"]


def test_the_course_menu_leads_to_an_assignment_and_the_gradebook_to_a_report(page: Any, house: House) -> None:
    tool = frame(page, house, "/as/jonas")
    tool.get_by_label("Paste your text").fill("An essay.")
    tool.get_by_role("button", name="Hand in").press("Enter")
    tool.get_by_role("heading", name="Receipt").wait_for()
    tool = frame(page, house, "/as/teacher/menu")
    tool.get_by_role("button", name=f"Open {house.platform.school.assignment}").first.press("Enter")
    tool.get_by_role("row", name="Jonas Abara").get_by_role("link", name="Open report").wait_for()
    with house.database.session() as session:
        submission_id = session.query(Submission).order_by(Submission.created.desc()).first().id
    school = house.platform.school
    address = review_url(house.settings.base_url, house.settings.secret_key, submission_id)
    school.column.cell(school.person("jonas").sub).handed_in.append(address)
    tool = frame(page, house, "/as/teacher/speedgrader/jonas")
    tool.get_by_text("Jonas Abara · attempt").wait_for()
