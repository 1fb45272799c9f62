"""Handing in, in a real browser: the count, the file, the progress, and every way in which a sending can end."""

from collections.abc import Iterator
from typing import Any

import pytest

from plugin.store.tables import Document, Submission
from tests.conftest import House
from tests.platforms.essays import PLACE

pytestmark = pytest.mark.browser
DROP = """file => {
    const data = new DataTransfer();
    data.items.add(new File([file.text], file.name, { type: "text/plain" }));
    document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
}"""
SENT = "**/submissions"


@pytest.fixture
def page(chrome: Any, moodle: House) -> Iterator[Any]:
    context = chrome.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(moodle.platform.base_url + "/as/mei/launch")
    page.get_by_label("Paste your text").wait_for()
    yield page
    context.close()
    assert errors == []


def handed_in(house: House, table: type = Submission) -> int:
    with house.database.session() as session:
        return session.query(table).count()


def lose_the_answer(route: Any) -> None:
    route.fetch(max_redirects=0)  # it arrives there, and nothing comes back
    route.abort()


def press(page: Any) -> None:
    page.get_by_role("button", name="Hand in").click()


def test_a_text_is_counted_as_it_grows_and_handed_in(page: Any, moodle: House) -> None:
    page.get_by_label("Paste your text").fill("One")
    assert page.locator("[data-count]").inner_text() == "1 word"
    page.get_by_label("Paste your text").fill(PLACE)
    assert page.locator("[data-count]").inner_text().endswith(" words")
    press(page)
    page.get_by_role("heading", name="Receipt").wait_for()
    assert page.url.rsplit("/", 2)[1] == "submissions"


def test_a_file_is_dropped_taken_out_and_dropped_again(page: Any, moodle: House) -> None:
    page.evaluate(DROP, {"name": "first.txt", "text": "First."})
    page.get_by_text("first.txt").wait_for()
    page.get_by_role("button", name="Take it out").click()
    assert page.get_by_text("first.txt").is_hidden()
    page.evaluate(DROP, {"name": "second.txt", "text": "Second."})
    press(page)
    page.get_by_role("heading", name="Receipt").wait_for()
    assert page.get_by_text("second.txt").is_visible()


def test_two_clicks_hand_in_once(page: Any, moodle: House) -> None:
    page.get_by_label("Paste your text").fill(PLACE)
    page.evaluate("for (const _ of [1, 2]) document.querySelector('#submit-form button[type=submit]').click()")
    page.get_by_role("heading", name="Receipt").wait_for()
    assert handed_in(moodle) == 1


def test_a_sending_that_is_stopped_leaves_everything_as_it_was(page: Any, moodle: House) -> None:
    page.route(SENT, lambda _: None)  # the way is long
    page.get_by_label("Paste your text").fill(PLACE)
    press(page)
    page.get_by_role("progressbar").wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("alert").get_by_text("Nothing was handed in").wait_for()
    assert page.get_by_label("Paste your text").input_value() == PLACE
    assert page.get_by_role("button", name="Hand in").is_enabled()
    assert handed_in(moodle) == 0


def test_a_lost_connection_says_what_to_do_and_the_second_try_counts_once(page: Any, moodle: House) -> None:
    page.route(SENT, lose_the_answer)
    page.get_by_label("Paste your text").fill(PLACE)
    press(page)
    page.get_by_role("alert").get_by_text("The connection was lost").wait_for()
    assert handed_in(moodle) == 1
    page.unroute(SENT)
    press(page)
    page.get_by_role("heading", name="Receipt").wait_for()
    assert (handed_in(moodle), handed_in(moodle, Document)) == (1, 1)


def test_a_refusal_is_said_in_its_place_and_nothing_chosen_is_lost(page: Any, moodle: House) -> None:
    page.get_by_label("Paste your text").fill(PLACE)
    page.evaluate(DROP, {"name": "also.txt", "text": "Both."})
    press(page)
    page.get_by_role("alert").get_by_text("You pasted a text and chose a file").wait_for()
    assert page.get_by_text("also.txt").is_visible()
    assert page.get_by_label("Paste your text").input_value() == PLACE
    page.get_by_role("button", name="Take it out").click()
    press(page)
    page.get_by_role("heading", name="Receipt").wait_for()


def test_who_leaves_with_a_text_not_handed_in_is_asked_and_help_leads_back(page: Any, moodle: House) -> None:
    help_link = page.get_by_role("link", name="What a report means and what to do")
    page.locator("form[data-guarded=now]").wait_for()
    page.get_by_label("Paste your text").fill(PLACE)
    help_link.click()
    page.get_by_role("dialog").get_by_role("button", name="Stay here").click()
    assert page.get_by_label("Paste your text").input_value() == PLACE
    help_link.click()
    page.get_by_role("dialog").get_by_role("button", name="Go on without it").click()
    page.get_by_role("link", name="Back to the assignment").click()
    page.get_by_label("Paste your text").wait_for()


def test_what_was_wrong_with_one_try_is_not_said_of_the_next(page: Any, moodle: House) -> None:
    press(page)
    page.get_by_role("alert").get_by_text("Nothing was handed in").wait_for()
    page.route(SENT, lambda route: route.abort())
    page.get_by_label("Paste your text").fill(PLACE)
    press(page)
    page.get_by_role("alert").get_by_text("The connection was lost").wait_for()
    assert page.get_by_text("Nothing was handed in").is_hidden()


def test_a_file_that_is_too_large_is_said_before_it_is_sent(page: Any, moodle: House) -> None:
    page.evaluate(DROP, {"name": "large.txt", "text": "x" * (10 * 1024 * 1024 + 1)})
    page.get_by_role("alert").get_by_text("larger than 10 MB").wait_for()
