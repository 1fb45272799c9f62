"""A student's own report: shown by the policy alone, in words for its writer, without anything of a teacher's."""

import re
from urllib.parse import urlsplit

import pytest

from plugin.store.files import FileStore
from plugin.store.tables import Assignment, Run, Submission
from tests.conftest import House
from tests.platforms.browser import Browser
from tests.web.test_reports import opened, scored


def show_students(house: House, when: str) -> None:
    with house.database.session() as session:
        session.query(Assignment).one().student_sees = when


def receipt(house: House, key: str = "mei") -> Browser:
    browser = house.launch(key)
    browser.open(browser.page.link("Receipt of attempt"))
    return browser


def own_report(house: House) -> Browser:
    browser = receipt(house)
    browser.open(browser.page.link("Open the report of your text"))
    return browser


def test_at_once_a_student_opens_their_own_report_from_the_receipt(moodle: House, files: FileStore) -> None:
    scored(moodle, files)
    show_students(moodle, "at_once")
    browser = own_report(moodle)
    page = browser.page
    assert page.status == 200
    assert "Read this first" in page.text
    assert "39 of 1,204" in page.text
    for of_staff in ("Return mark", "Release to the student", ">Class<", ">Settings<"):
        assert of_staff not in page.text, of_staff
    main = page.text.split("<main", 1)[1].split("</main>", 1)[0]
    assert re.findall('<form[^>]* action="([^"]*)"', main) == [urlsplit(page.url).path + "/replies"]


def test_what_was_measured_is_the_same_for_both(moodle: House, files: FileStore) -> None:
    teacher = scored(moodle, files).page.text
    show_students(moodle, "at_once")
    student = own_report(moodle).page.text
    for part in ("numbers", "rank", "lines", "methods", "text", "limits", "stability", "provenance"):
        of_teacher, of_student = (re.search(f'id="{part}[^"]*"', page) for page in (teacher, student))
        assert bool(of_teacher) == bool(of_student), part
    assert re.findall(r"<dd class=\"n\">.*?</dd>", teacher) == re.findall(r"<dd class=\"n\">.*?</dd>", student) != []
    assert "What this report means and what to do" in student


def test_the_words_are_the_ones_for_students(moodle: House, files: FileStore) -> None:
    teacher = scored(moodle, files).page.text
    show_students(moodle, "at_once")
    student = own_report(moodle).page.text
    with moodle.database.session() as session:
        said = session.query(Run).one().caveats
    from plugin.domain.words import caveat_words
    from plugin.services.reports import caveat_of

    for row in said:
        words = caveat_words(caveat_of(row))
        assert words.student in student
        assert words.student == words.teacher or words.teacher not in student
        assert words.teacher in teacher


@pytest.mark.parametrize("when", ["never", "released"])
def test_a_report_that_is_not_shown_is_refused_by_name(moodle: House, files: FileStore, when: str) -> None:
    scored(moodle, files)
    show_students(moodle, "at_once")
    address = own_report(moodle).page.url
    show_students(moodle, when)
    browser = receipt(moodle)
    assert "Open the report" not in browser.page.text
    visit = browser.page.url.split("/submissions/")[0]
    page = browser.open(visit + "/own-reports/" + address.rsplit("/", 1)[1])
    assert page.status == 403
    assert "report_not_shown" in page.text


def test_a_student_never_opens_anothers_report(moodle: House, files: FileStore) -> None:
    scored(moodle, files)
    show_students(moodle, "at_once")
    address = own_report(moodle).page.url
    moodle.hand_in("jonas", "Mine.")
    browser = receipt(moodle, "jonas")
    visit = browser.page.url.split("/submissions/")[0]
    assert browser.open(visit + "/own-reports/" + address.rsplit("/", 1)[1]).status == 403
    teacher = moodle.launch("teacher")
    visit = teacher.page.url.split("/class")[0]
    assert teacher.open(visit + "/own-reports/" + address.rsplit("/", 1)[1]).status == 403


def test_staff_release_a_report_and_take_it_back(moodle: House, files: FileStore) -> None:
    scored(moodle, files)
    show_students(moodle, "released")
    teacher = opened(moodle)
    teacher.submit("/release", {"action": "release"})
    assert "can open this report since" in teacher.page.text
    assert own_report(moodle).page.status == 200
    teacher.submit("/release", {"action": "withdraw"})
    assert "Open the report" not in receipt(moodle).page.text


def test_a_report_that_is_not_there_yet_cannot_be_released(moodle: House) -> None:
    moodle.hand_in("mei", "Not read yet.")
    show_students(moodle, "released")
    teacher = opened(moodle)
    assert "when all of this submission is read" in teacher.page.text
    form = teacher.form("/release")
    teacher.submit(form, {"action": "release"})
    assert (teacher.page.status, "not_read_yet" in teacher.page.text) == (409, True)
    with moodle.database.session() as session:
        assert session.query(Submission).one().released is None


def test_a_class_is_released_at_once_where_texts_are_read(moodle: House, files: FileStore) -> None:
    scored(moodle, files)
    moodle.hand_in("jonas", "Not read yet.")
    show_students(moodle, "released")
    teacher = moodle.launch("teacher")
    assert "Release the 1 report that is ready" in teacher.page.text
    form = teacher.form("/class/chosen")
    form.action += "?everybody=1"
    sure = teacher.submit(form, {"action": "release"}).text
    assert "This is done with 1 submission." in sure
    assert "1 was passed over: not read to the end yet." in sure
    teacher.submit("/class/done")
    assert "1 report was released to its student." in teacher.page.text
    with moodle.database.session() as session:
        released = {submission.person.name: submission.released for submission in session.query(Submission)}
    assert (released["Mei Lindqvist"] is None, released["Jonas Abara"]) == (False, None)


def test_nothing_offers_a_release_where_the_policy_does_not(moodle: House, files: FileStore) -> None:
    assert "Release" not in scored(moodle, files).page.text
    assert "Release" not in moodle.launch("teacher").page.text


def test_the_settings_say_when_students_see_their_report(moodle: House) -> None:
    teacher = moodle.launch("teacher")
    teacher.open(teacher.page.link("Settings"))
    assert teacher.form("/settings").fields["student_sees"] == "never"
    teacher.submit("/settings", {"student_sees": "always"})
    assert "Choose when students see" in teacher.page.text
    teacher.submit("/settings", {"student_sees": "released"})
    teacher.open(teacher.page.link("Settings"))
    assert teacher.form("/settings").fields["student_sees"] == "released"
