"""The class page in Chromium: by keyboard, and what is ticked outlives the rows that are fetched anew."""

from collections.abc import Iterator
from typing import Any

import pytest

from plugin.store.tables import Assignment, Run
from tests.conftest import House
from tests.services.pupils import pupil

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def page(chrome: Any, moodle: House) -> Iterator[Any]:
    """The teacher's, on a class of three of whom one text is still to be read."""
    moodle.launch("teacher")
    with moodle.database.session() as session:
        here = session.query(Assignment).one().id
        for name, state in (("Ada", "scored"), ("Bo", "scored"), ("Cai", "queued")):
            pupil(session, here, name, state=state)
    page = chrome.new_page()
    page.goto(f"{moodle.platform.base_url}/as/teacher/launch")
    page.get_by_role("row", name="Ada").wait_for()
    yield page
    page.close()


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_keys_walk_the_rows_tick_them_and_leave_fields_alone(page: Any) -> None:
    page.keyboard.press("j")
    assert focused(page) == "Open report Ada"
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("#class-rows input:checked").count() == 1
    page.keyboard.press("k")
    assert focused(page) == "Open report Ada"
    page.keyboard.press("/")
    page.keyboard.type("xj?")
    assert page.get_by_role("searchbox").input_value() == "xj?"
    assert page.locator("#class-rows input:checked").count() == 1


def test_keys_can_be_turned_off(page: Any) -> None:
    page.keyboard.press("?")
    page.get_by_label("Use these keys on this page").uncheck()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_what_is_ticked_stays_when_the_rows_are_fetched_anew(page: Any, moodle: House) -> None:
    page.get_by_label("Tick Bo").check()
    with moodle.database.session() as session:
        session.query(Run).filter_by(state="queued").one().state = "failed"
    page.get_by_role("row", name="Cai").get_by_text("Scoring stopped").wait_for()
    assert page.get_by_label("Tick Bo").is_checked()
    assert page.locator("[data-chosen]").text_content() == "1 ticked"
