"""An instructor chooses an assignment inside a platform of another maker, and its link opens what was chosen."""

import pytest

from tests.counterparts.tool import Counterpart, MakeBlock
from tests.platforms.browser import Browser

pytestmark = pytest.mark.counterpart
DATES = {"opens": "2026-11-02T08:00:00Z", "due": "2026-12-04T22:00:00Z"}


@pytest.fixture
def chooser(open_edx: MakeBlock) -> Counterpart:
    return open_edx(deep_linking=True)


def choose(counterpart: Counterpart, **typed: str) -> Browser:
    browser = counterpart.launch("teacher", "deep linking")
    browser.submit("#draft", {"title": "Essay 3"} | typed)
    assert browser.page.status == 200, browser.page.text
    return browser


def test_open_edx_keeps_what_was_chosen(chooser: Counterpart) -> None:
    choose(chooser)
    (item,) = chooser.held()["content_items"]
    assert item["title"] == "Essay 3"
    assert item["custom"]["item"]


def test_its_link_opens_what_was_chosen_though_it_tells_no_title(chooser: Counterpart) -> None:
    choose(chooser)
    student = chooser.launch("mei")
    assert student.page.url.endswith("/assignment")
    assert "Essay 3" in student.page.text


def test_dates_do_not_stand_in_the_way(chooser: Counterpart) -> None:
    choose(chooser, **DATES)
    assert chooser.held()["content_items"]


def test_the_other_platform_takes_the_answer_for_one_of_ours(other: Counterpart) -> None:
    choose(other)
    (item,) = other.held()["chosen"]
    assert (item["type"], item["title"]) == ("ltiResourceLink", "Essay 3")


def test_data_that_is_no_text_comes_back_as_it_went(other: Counterpart) -> None:
    """Its own type for `data` is a dictionary, and to the tool it is opaque."""
    choose(other)
    assert other.held()["data"] == {"course": "course-1"}
