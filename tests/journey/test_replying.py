"""Replying, in a real browser: what would be refused is said before anything typed could be lost."""

# ruff: noqa: F811 - fixtures of other files
from typing import Any

import pytest

from plugin.store.files import FileStore
from plugin.store.tables import Reply
from tests.conftest import House
from tests.journey.test_handing_in import handed_in as count
from tests.journey.test_handing_in import lose_the_answer, page  # noqa: F401 - a fixture
from tests.web.test_replies import shown  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser


def note(name: str, size: int = 10) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/plain", "buffer": b"x" * size}


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ([note(f"{n}.txt") for n in range(6)], "too many files"),
        ([note(f"{n}.txt", 6 * 1024 * 1024) for n in range(2)], "larger than 10 MB together"),
    ],
)
def test_files_that_would_be_refused_are_not_sent(
    shown: House,
    files: FileStore,
    page: Any,
    chosen: list[dict[str, Any]],
    words: str,
) -> None:
    page.reload()
    page.get_by_role("link", name="Open the report of your text").click()
    page.get_by_label("Your words").fill("I wrote two drafts.")
    page.get_by_label("Drafts or notes").set_input_files(chosen)
    page.get_by_role("alert").get_by_text(words).wait_for()
    page.get_by_role("button", name="Send reply").click()
    assert page.get_by_label("Your words").input_value() == "I wrote two drafts."
    assert count(shown, Reply) == 0
    page.get_by_label("Drafts or notes").set_input_files([note("draft.txt")])
    page.get_by_role("button", name="Send reply").click()
    page.get_by_text("draft.txt").wait_for()
    assert count(shown, Reply) == 1


SENT = "**/replies"


def test_a_reply_whose_answer_is_lost_stays_and_counts_once(shown: House, files: FileStore, page: Any) -> None:
    page.reload()
    page.get_by_role("link", name="Open the report of your text").click()
    page.route(SENT, lose_the_answer)
    page.get_by_label("Your words").fill("I wrote two drafts.")
    page.get_by_label("Drafts or notes").set_input_files([note("draft.txt")])
    page.get_by_role("button", name="Send reply").click()
    page.get_by_role("alert").get_by_text("The connection was lost").wait_for()
    assert page.get_by_label("Your words").input_value() == "I wrote two drafts."
    page.unroute(SENT)
    page.get_by_role("button", name="Send reply").click()
    page.get_by_role("article").get_by_text("draft.txt").wait_for()
    assert count(shown, Reply) == 1


def test_who_leaves_with_a_reply_unsent_is_asked(shown: House, files: FileStore, page: Any) -> None:
    page.reload()
    page.get_by_role("link", name="Open the report of your text").click()
    page.locator("form[data-guarded=now]").wait_for()
    page.get_by_label("Your words").fill("I wrote two drafts.")
    page.get_by_role("link", name="Back to the receipt").click()
    page.get_by_role("dialog").get_by_role("button", name="Stay here").click()
    assert page.get_by_label("Your words").input_value() == "I wrote two drafts."
