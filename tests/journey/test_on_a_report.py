"""In Chromium, on a report, with cookies and without: nothing typed is lost unasked, and the way leads on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from plugin.domain.status import ReturnState
from plugin.services import runs
from plugin.store.tables import GradeReturn, Run, Submission
from tests.conftest import House
from tests.domain.examples import TEXT, example_score
from tests.journey.two_sites import Sites, opened

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(90)]

STUDENTS = ("luis", "priya")  # in the order of their names


@pytest.fixture(scope="module")
def house(sites: Sites) -> House:
    return sites.houses["canvas"]


@pytest.fixture(params=["", "everywhere"], ids=["cookies", "no cookies"])
def page(request: pytest.FixtureRequest, blocking: Callable[[str], Any]) -> Iterator[Any]:
    page = blocking(request.param).new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    assert page.problems == []
    page.close()


@pytest.fixture
def report(page: Any, house: House) -> Any:
    """The teacher's frame, on the report of Luis, who has a next in the class."""
    for key in STUDENTS:
        if not has_handed_in(house, key):
            tool = opened(page, house, key)
            tool.get_by_label("Paste your text").fill(TEXT)
            tool.get_by_role("button", name="Hand in").press("Enter")
            tool.get_by_role("heading", name="Receipt").wait_for()
    finish_all(house)
    tool = opened(page, house, "teacher")
    tool.get_by_role("row", name="Luis Ferreira").get_by_role("link").first.press("Enter")
    tool.get_by_label("Mark out of").wait_for()
    return tool


def has_handed_in(house: House, key: str) -> bool:
    sub = house.platform.school.person(key).sub
    with house.database.session() as session:
        return any(one.person.lti_sub == sub for one in session.scalars(select(Submission)))


def next_name(report: Any) -> str:
    """Whoever else has handed in by now."""
    return str(report.locator("a[rel=next] bdi").inner_text())


def finish_all(house: House) -> None:
    with house.database.session() as session:
        for run in session.scalars(select(Run).where(Run.state == "queued")):
            runs.claim(session, run.id)
            runs.finish(session, run.id, example_score(), (), house.files.put(TEXT.encode()))


def test_who_leaves_the_settings_unsaved_is_asked(report: Any) -> None:
    report.get_by_role("link", name="Settings").press("Enter")
    report.locator("form[data-guarded=now]").wait_for()
    asked = report.get_by_label("What is asked")
    typed = asked.input_value() + "Write about a place. "
    asked.fill(typed)
    report.get_by_role("link", name="Class").press("Enter")
    report.get_by_role("dialog").get_by_role("button", name="Stay here").press("Enter")
    assert asked.input_value() == typed
    report.get_by_role("button", name="Save").press("Enter")
    report.get_by_role("status").get_by_text("The settings are saved.").wait_for()


def test_who_leaves_with_a_mark_unsent_is_asked(report: Any) -> None:
    report.get_by_label("Mark out of").fill("11")
    report.locator("a[rel=next]").click()
    report.get_by_role("dialog").get_by_role("button", name="Stay here").press("Enter")
    assert report.get_by_label("Mark out of").input_value() == "11"
    name = next_name(report)
    report.locator("a[rel=next]").click()
    report.get_by_role("dialog").get_by_role("button", name="Go on without it").press("Enter")
    report.locator(".who", has_text=name).wait_for()


def test_another_form_of_the_page_asks_as_well_and_then_goes(report: Any) -> None:
    report.get_by_label("Comment for the student").fill("Well heard.")
    report.get_by_label("Unclear.").press("Space")
    report.get_by_role("button", name="Record", exact=True).press("Enter")
    report.get_by_role("dialog").get_by_role("button", name="Go on without it").press("Enter")
    report.get_by_role("status").get_by_text("Recorded").wait_for()


def test_sending_the_mark_is_not_leaving(report: Any) -> None:
    report.get_by_label("Mark out of").fill("13")
    report.get_by_role("button", name="Hold").press("Enter")
    report.locator(".grade-state[data-state=held]", has_text="13 of").wait_for()


def test_a_refused_mark_can_be_sent_again_without_a_reload(report: Any, house: House) -> None:
    other = "14" if report.get_by_label("Mark out of").input_value() != "14" else "15"
    report.get_by_label("Mark out of").fill(other)
    report.get_by_role("button", name="Return mark").press("Enter")
    report.locator(".grade-state[data-state=pending]", has_text=f"{other} of").wait_for()
    report.evaluate("window.still = true")
    with house.database.session() as session:
        for row in session.scalars(select(GradeReturn).where(GradeReturn.state == ReturnState.PENDING.value)):
            row.state, row.answer_code = ReturnState.REFUSED.value, "refused"
    report.get_by_role("button", name="Send again").wait_for(timeout=15_000)
    assert report.evaluate("window.still")
    report.get_by_role("button", name="Send again").press("Enter")
    report.locator(".grade-state[data-state=pending]").wait_for()


def test_keys_lead_to_the_next_and_stand_still_while_one_types(report: Any) -> None:
    name = next_name(report)
    report.get_by_label("Comment for the student").press("n")
    assert report.get_by_label("Comment for the student").input_value().endswith("n")
    report.get_by_label("Comment for the student").press("Backspace")
    report.locator("h1").first.click()
    report.page.keyboard.press("n")
    report.locator(".who", has_text=name).wait_for()
    report.get_by_role("button", name="Turn keys off").press("Enter")
    report.locator("h1").first.click()
    report.page.keyboard.press("p")
    report.get_by_role("button", name="Turn keys on").press("Enter")
    report.locator("h1").first.click()
    report.page.keyboard.press("p")
    report.locator(".who", has_text="Luis").wait_for()


def test_a_signed_file_comes_down(report: Any) -> None:
    with report.page.expect_download() as download:
        report.get_by_role("link", name="Download PDF").press("Enter")
    assert download.value.suggested_filename.startswith("caveat-report-")
    with open(download.value.path(), "rb") as file:
        assert file.read().startswith(b"%PDF-")
