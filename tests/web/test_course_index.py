"""Out of the course's own menu: its assignments with their counts, and each opens on its class page."""

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from plugin.store.tables import Assignment, Course
from tests.conftest import House
from tests.platforms.browser import Browser
from tests.platforms.personality import CLAIM
from tests.statements import counted


def menu(house: House, key: str) -> Browser:
    browser = Browser()
    browser.open(f"{house.platform.base_url}/as/{key}/menu/launch")
    return browser


def test_staff_see_the_assignments_of_the_course_with_their_counts(house: House) -> None:
    for key in ("mei", "jonas"):
        house.hand_in(key, "An essay.")
    house.hand_in("mei", "A second attempt.")
    page = menu(house, "teacher").page
    assert page.url.endswith("/course")
    assert house.platform.school.assignment in page.text
    assert "2 handed in · 3 being scored" in " ".join(page.text.split())
    assert ">Settings<" not in page.text


def test_an_assignment_opens_on_its_class_page(moodle: House) -> None:
    moodle.hand_in("mei", "An essay.")
    browser = menu(moodle, "teacher")
    browser.submit("/assignments/")
    assert browser.page.url.endswith("/class")
    assert "Open report" in browser.page.text


def test_an_assignment_of_another_course_does_not_open(moodle: House) -> None:
    moodle.launch("teacher")
    browser = menu(moodle, "teacher")
    form = browser.form("/assignments/")
    with moodle.database.session() as session:
        course = session.query(Course).one()
        other = Course(deployment_id=course.deployment_id, lti_context_id="other")
        session.add(other)
        session.flush()
        theirs = Assignment(course_id=other.id, title="Theirs")
        session.add(theirs)
    here, _, _ = form.action.rpartition("/")
    for assignment_id in (theirs.id, uuid.uuid4()):
        form.action = f"{here}/{assignment_id}"
        assert browser.submit(form).status == 404
    assert "Theirs" not in menu(moodle, "teacher").page.text


def test_the_due_time_stands_on_the_pages_of_the_assignment(moodle: House) -> None:
    moodle.launch("mei")
    with moodle.database.session() as session:
        session.query(Assignment).one().due = datetime(2026, 12, 8, 21, tzinfo=UTC)
    for page in (menu(moodle, "teacher").page, moodle.launch("teacher").page, moodle.launch("mei").page):
        assert '<time datetime="2026-12-08T21:00:00+00:00">8 Dec 2026, 21:00 UTC</time>' in page.text, page.url


def test_the_due_time_says_who_decides_about_it(moodle: House) -> None:
    for key in ("mei", "teacher"):
        moodle.launch(key)
        with moodle.database.session() as session:
            session.query(Assignment).one().due = datetime(2026, 12, 8, 21, tzinfo=UTC)
        page = moodle.launch(key).page
        assert "your LMS decides who may hand in when" in page.text
        assert ("Moodle keeps its own" in page.text) is (key == "teacher")


def test_a_student_is_told_where_to_hand_in(moodle: House) -> None:
    browser = menu(moodle, "mei")
    assert browser.page.status == 200
    assert "Open the assignment itself in your course" in browser.page.text
    assert browser.open(browser.page.url.replace("/student", "")).status == 403


@pytest.mark.parametrize("address", ["class", "settings"])
def test_pages_of_an_assignment_do_not_open_from_the_menu_itself(moodle: House, address: str) -> None:
    browser = menu(moodle, "teacher")
    assert browser.open(browser.page.url.replace("/course", f"/{address}")).status == 403


def test_a_link_that_has_its_courses_number_by_chance_is_an_assignment(moodle: House) -> None:
    """Moodle numbers courses and activities apart, both from 1."""
    moodle.platform.bend = lambda claims: (
        claims | {CLAIM + "context": {"id": "7"}, CLAIM + "resource_link": {"id": "7", "title": "Essay"}}
    )
    assert moodle.launch("mei").page.url.endswith("/assignment")
    assert moodle.launch("teacher").page.url.endswith("/class")


def test_a_course_of_many_assignments_costs_as_many_statements_as_one_of_few(moodle: House) -> None:
    moodle.hand_in("mei", "An essay.")
    browser, costs = menu(moodle, "teacher"), []
    for more in (1, 20):
        with moodle.database.session() as session:
            course_id = session.query(Course).one().id
            session.add_all(
                Assignment(course_id=course_id, title="More", lti_resource_link_id=str(uuid.uuid4()))
                for _ in range(more)
            )
        with counted(Engine) as statements:
            assert browser.open(browser.page.url).text.count(">More</b>") >= more
        costs.append(len(statements))
    assert costs[0] == costs[1]
