"""In Chromium without any cookie of ours: the page changes in place, and behaves as pages do."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import update

from plugin.store.tables import Deployment, Submission
from plugin.web import page_session
from tests.conftest import House
from tests.domain.examples import TEXT
from tests.journey.two_sites import Sites, opened

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(60)]


@pytest.fixture
def house(sites: Sites) -> House:
    return sites.houses["canvas"]


@pytest.fixture
def page(blocking: Callable[[str], Any]) -> Iterator[Any]:
    page = blocking("everywhere").new_page()
    yield page
    page.close()


def submissions(house: House) -> int:
    with house.database.session() as session:
        return session.query(Submission).count()


def test_a_file_is_handed_in(page: Any, house: House) -> None:
    tool = opened(page, house)
    file = {"name": "essay.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    tool.get_by_label("or choose a file").set_input_files(file)
    tool.get_by_role("button", name="Hand in").press("Enter")
    tool.get_by_text("essay.txt").wait_for()


def test_the_words_of_a_page_are_counted_whenever_it_is_shown(page: Any, house: House) -> None:
    tool = opened(page, house)
    for _ in range(2):
        tool.get_by_label("Paste your text").fill("Two words")
        tool.locator("[data-count]", has_text="2 words").wait_for()
        tool.get_by_role("button", name="Hand in").press("Enter")
        tool.get_by_role("link", name="Back to the assignment").press("Enter")


def test_back_and_forward_lead_through_the_pages(page: Any, house: House) -> None:
    tool = opened(page, house)
    tool.get_by_label("Paste your text").fill(TEXT)
    tool.get_by_role("button", name="Hand in").press("Enter")
    tool.get_by_role("heading", name="Receipt").wait_for()
    tool.evaluate("history.back()")
    tool.get_by_role("heading", name="Hand in another attempt").wait_for()
    tool.evaluate("history.forward()")
    tool.get_by_role("heading", name="Receipt").wait_for()
    assert tool.evaluate("document.title").startswith("Receipt")


def test_a_button_that_is_pressed_twice_hands_in_once(page: Any, house: House) -> None:
    tool, before = opened(page, house), submissions(house)
    tool.get_by_label("Paste your text").fill(TEXT)
    tool.evaluate("for (const _ of [1, 2]) document.querySelector('#submit-form button[type=submit]').click()")
    tool.get_by_role("heading", name="Receipt").wait_for()
    assert submissions(house) == before + 1


def test_what_was_typed_stays_when_the_visit_is_over(page: Any, house: House) -> None:
    tool = opened(page, house)
    tool.get_by_label("Paste your text").fill(TEXT)
    with house.database.session() as session:
        session.execute(update(Deployment).values(state="blocked"))
    try:
        tool.get_by_role("button", name="Hand in").press("Enter")
        tool.get_by_role("alert").get_by_text("open the assignment again").wait_for()
    finally:
        with house.database.session() as session:
            session.execute(update(Deployment).values(state="approved"))
    assert tool.get_by_label("Paste your text").input_value() == TEXT
    assert tool.get_by_role("button", name="Hand in").is_enabled()


def test_what_was_typed_stays_when_nobody_answers(page: Any, house: House) -> None:
    tool = opened(page, house)
    page.route("**/submissions", lambda route: route.abort())
    tool.get_by_label("Paste your text").fill(TEXT)
    tool.get_by_role("button", name="Hand in").press("Enter")
    tool.get_by_role("alert").get_by_text("The connection was lost").wait_for()
    page.unroute("**/submissions")
    tool.get_by_role("button", name="Hand in").press("Enter")
    tool.get_by_role("heading", name="Receipt").wait_for()


def test_a_session_that_is_over_says_what_to_do(page: Any, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = opened(page, house, "teacher")
    monkeypatch.setattr(page_session, "LIFETIME_SECONDS", -1)
    tool.get_by_role("link", name="Settings").press("Enter")
    tool.get_by_role("heading", name="no longer open").wait_for()
    tool.get_by_text("open the assignment again").wait_for()


def test_an_open_page_keeps_its_session_alive(page: Any, house: House) -> None:
    page.clock.install()
    opened(page, house)
    with page.expect_response(lambda response: response.url.endswith("/session")) as answer:
        page.clock.fast_forward(6 * 60_000)
    assert answer.value.status == 204


def test_after_a_mark_the_page_stands_at_the_mark(page: Any, house: House) -> None:
    handed_in = opened(page, house)
    handed_in.get_by_label("Paste your text").fill(TEXT)
    handed_in.get_by_role("button", name="Hand in").press("Enter")
    handed_in.get_by_role("heading", name="Receipt").wait_for()
    tool = opened(page, house, "teacher")
    tool.get_by_role("link", name="Open report").first.press("Enter")
    tool.get_by_label("Mark out of").fill("13")
    tool.get_by_role("button", name="Return mark").press("Enter")
    tool.locator(".grade-state[data-state=pending]", has_text="13 of").wait_for()
    assert tool.evaluate("location.hash") == "#mark"
    assert tool.evaluate("document.querySelector('#mark').matches(':target')")
