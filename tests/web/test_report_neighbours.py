"""From one report to the next, in the order of the class page."""

import pytest

from plugin.services import runs
from plugin.store.files import FileStore
from plugin.store.tables import Assignment, Person, Run, Submission
from tests.conftest import House
from tests.domain.examples import TEXT, example_score
from tests.platforms.browser import Browser
from tests.services.pupils import grouped
from tests.web.test_reports import CAVEATS

PEOPLE = {"mei": "Mei Lindqvist", "jonas": "Jonas Abara", "priya": "Priya Venkataraman"}


@pytest.fixture
def three(moodle: House, files: FileStore) -> Browser:
    """The teacher, on the report of the first of three by name: Jonas, Mei, Priya."""
    for key in PEOPLE:
        moodle.hand_in(key, f"An essay by {key}.")
    with moodle.database.session() as session:
        for run in session.query(Run).all():
            runs.claim(session, run.id)
            runs.finish(session, run.id, example_score(), CAVEATS, files.put(TEXT.encode()))
    browser = moodle.launch("teacher")
    browser.open(report_of(moodle, browser, "jonas"))
    return browser


def report_of(house: House, browser: Browser, key: str, query: str = "") -> str:
    visit = browser.page.url.partition("/class")[0].partition("/reports")[0]
    with house.database.session() as session:
        wanted = PEOPLE[key]
        found = next(one for one in session.query(Submission).all() if one.person.name == wanted)
        return f"{visit}/reports/{found.runs[-1].id}{query}"


def after(browser: Browser) -> str:
    return next((text for _, text in browser.page.links if "Next:" in text), "")


def before(browser: Browser) -> str:
    return next((text for _, text in browser.page.links if "Previous:" in text), "")


def test_the_way_leads_through_the_class_and_back(three: Browser) -> None:
    assert "Mei Lindqvist" in after(three)
    assert before(three) == ""
    three.open(three.page.link("Next:"))
    three.open(three.page.link("Next:"))
    assert "Priya Venkataraman" in three.page.text
    assert after(three) == ""
    assert "Mei Lindqvist" in before(three)


def test_order_and_filter_of_the_class_page_are_kept_through_what_is_done(moodle: House, three: Browser) -> None:
    three.open(report_of(moodle, three, "priya", "?down=1&mark=unmarked"))
    assert "Mei Lindqvist" in after(three)
    three.submit(three.form("/grade"), {"mark": "12", "comment": "", "action": "hold"})
    assert "down=1" in three.page.url
    assert "mark=unmarked" in three.page.link("Class")
    assert "Mei Lindqvist" in after(three)  # marked by now, and still in its place
    three.open(three.page.link("Next:"))
    assert before(three) == ""  # what is marked is left out


def test_while_names_are_hidden_neighbours_have_none(moodle: House, three: Browser) -> None:
    with moodle.database.session() as session:
        session.query(Assignment).one().anonymous = True
    page = three.open(three.page.url)
    assert "Next:" in page.text or "Previous:" in page.text
    for name in PEOPLE.values():
        assert name not in page.text


def test_while_names_are_hidden_a_small_group_leads_nowhere_else(moodle: House, three: Browser) -> None:
    """Its id is known from another assignment of the course; whoever is asked for by it would be known as well."""
    with moodle.database.session() as session:
        session.query(Assignment).one().anonymous = True
        group = grouped(session, "Alone", session.query(Person).filter_by(name="Priya Venkataraman").one().id)
    three.open(report_of(moodle, three, "jonas"))
    everybody = (before(three), after(three))
    three.open(report_of(moodle, three, "jonas", f"?group={group}"))
    assert (before(three), after(three)) == everybody


def test_a_group_that_is_none_leads_on_as_if_it_were_not_asked_for(moodle: House, three: Browser) -> None:
    page = three.open(report_of(moodle, three, "jonas", "?group=x"))
    assert page.status == 200
    assert "Mei Lindqvist" in after(three)


def test_blind_first_leads_on_without_a_score(moodle: House, three: Browser) -> None:
    with moodle.database.session() as session:
        session.query(Assignment).one().blind_first = True
    three.open(three.page.url)
    assert "Mei Lindqvist" in after(three)
    page = three.open(three.page.link("Next:"))
    assert "Your own judgement first" in page.text
    assert "39 of 1,204" not in page.text
