"""In Chromium, in the LMS's frame, on another site than the LMS: as people meet it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.platforms.demo import Demo
from tests.platforms.essays import HARBOUR

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.server, pytest.mark.timeout(300)]


@pytest.fixture
def page(chrome: Any) -> Iterator[Any]:
    context = chrome.new_context(viewport={"width": 1000, "height": 900})
    page = context.new_page()
    page.problems = []
    page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    context.close()


def frame(page: Any) -> Any:
    return page.frame_locator("iframe[name=tool]")


def test_a_student_hands_in_and_sees_the_state_change_without_reload(page: Any, demo: Demo) -> None:
    lms = demo.platforms["moodle"]
    page.goto(lms.base_url + "/as/jonas")
    frame(page).get_by_label("Paste your text").fill(HARBOUR)
    assert "words" in frame(page).locator("[data-count]").inner_text()
    frame(page).get_by_role("button", name="Hand in").press("Enter")
    frame(page).get_by_role("heading", name="Receipt").wait_for()
    loads = []
    page.on("framenavigated", lambda navigated: loads.append(navigated.url))
    frame(page).locator(".state[data-state=scored]").wait_for(timeout=90_000)
    assert "Your submission was read" in frame(page).locator(".state").inner_text()
    assert loads == []
    assert page.problems == []


def test_an_instructor_marks_in_the_frame_and_the_grade_arrives(page: Any, demo: Demo) -> None:
    lms = demo.platforms["moodle"]
    page.goto(lms.base_url + "/as/teacher")
    frame(page).get_by_role("row", name="Jonas Abara").get_by_role("link", name="Open report").press("Enter")
    frame(page).get_by_label("Mark out of 20").fill("16")
    frame(page).get_by_label("Comment for the student").fill("You hear well.")
    frame(page).get_by_role("button", name="Return mark").press("Enter")
    frame(page).locator(".grade-state[data-state=sent]").wait_for(timeout=30_000)
    assert lms.school.column.cells[lms.school.person("jonas").sub].score == 16
    page.goto(lms.base_url + "/gradebook")
    assert "You hear well." in page.content()
    assert page.problems == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_is_wider_than_its_frame(chrome: Any, demo: Demo, width: int) -> None:
    context = chrome.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(demo.platforms["moodle"].base_url + "/as/teacher")
    frame(page).get_by_role("link", name="Open report").first.wait_for()
    tool = page.frame(name="tool")
    addresses = [tool.url, tool.locator("a:has-text('Open report')").first.evaluate("a => a.href"),
                 tool.get_by_role("link", name="Settings").evaluate("a => a.href")]  # fmt: skip
    for address in addresses:
        tool.goto(address)
        wider = tool.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, address
    context.close()


def test_everything_can_be_reached_by_keyboard(page: Any, demo: Demo) -> None:
    page.goto(demo.platforms["moodle"].base_url + "/as/mei")
    frame(page).get_by_label("Paste your text").wait_for()
    tool = page.frame(name="tool")
    page.keyboard.press("Tab")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(tool.evaluate("document.activeElement?.id || document.activeElement?.textContent?.trim()"))
    assert {"text", "file", "Hand in"} <= reached
