"""The class page as it is served: its address keeps what is looked at, and nothing on it says more than it may."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from plugin.domain.score import Band
from plugin.store.tables import Assignment, Course, Submission
from tests.conftest import House
from tests.platforms.browser import Browser
from tests.services.pupils import NOON, grouped, handed_in, listed, marked, pupil
from tests.statements import counted


def classroom(house: House, *names: str, band: Band = Band.UNREMARKABLE, **policy: object) -> UUID:
    """A class of these, each with a scored text; and where it stands."""
    house.launch("teacher")
    with house.database.session() as session:
        assignment = session.query(Assignment).one()
        session.query(Course).one().roster_read = NOON
        for name, value in policy.items():
            setattr(assignment, name, value)
        for name in names:
            pupil(session, assignment.id, name, band)
        return UUID(str(assignment.id))


def opened(house: House, query: str = "") -> Browser:
    browser = house.launch("teacher")
    browser.open(browser.page.url.partition("?")[0] + query)
    assert browser.page.status == 200
    return browser


def main(browser: Browser) -> str:
    return " ".join(browser.page.text.split("<main", 1)[1].split("</main>", 1)[0].split())


def test_a_sorted_column_says_so_and_its_link_turns_it_round(moodle: House) -> None:
    classroom(moodle, "Eva", "Ada")
    browser = opened(moodle, "?sort=words&search=a")
    assert 'aria-sort="ascending"' in main(browser)
    turned = browser.page.link("Words")
    assert "sort=words" in turned
    assert "down=1" in turned
    assert "search=a" in turned
    assert 'aria-sort="descending"' in browser.open(turned).text


def test_the_address_of_a_report_and_of_the_rows_fetched_anew_keep_what_is_looked_at(moodle: House) -> None:
    classroom(moodle, "Eva")
    browser = opened(moodle, "?sort=rank&work=read")
    assert "sort=rank&amp;work=read" in main(browser).split('data-live="')[1].split('"')[0]
    assert browser.page.link("Open report").endswith("?sort=rank&work=read")
    assert browser.open(browser.page.link("Open report")).status == 200


def test_names_and_searches_with_markup_are_shown_as_they_are(moodle: House) -> None:
    classroom(moodle, "<script>alert(1)</script>", '"><b>x')
    page = main(opened(moodle, "?search=%3Cscript%3E"))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_without_a_match_the_page_says_so_and_leads_back_to_all(moodle: House) -> None:
    classroom(moodle, "Eva")
    browser = opened(moodle, "?search=nobody")
    assert "No student matches these filters." in main(browser)
    assert "Eva" in browser.open(browser.page.link("Show all")).text


def test_what_was_done_is_told_in_words_of_ours_alone(moodle: House) -> None:
    classroom(moodle, "Eva")
    assert "7 reports were released" in main(opened(moodle, "?done=release&n=7"))
    page = main(opened(moodle, "?done=%3Cb%3E&n=7&said=%3Cb%3Ehello&passed_gone=x"))
    assert "hello" not in page
    assert "passed over" not in page


def test_many_are_acted_on_after_a_page_that_says_how_many(moodle: House) -> None:
    classroom(moodle, "Eva", "Bo", student_sees="released")
    browser = opened(moodle, "?sort=rank")
    with moodle.database.session() as session:
        run = session.query(Submission).first().runs[0]
    browser.submit("/class/chosen", {"action": "release", "run": [str(run.id), str(uuid4()), "'; --"]})
    assert "This is done with 1 submission." in main(browser)
    assert "1 was passed over: gone meanwhile" in main(browser)
    browser.submit("/class/done")
    assert "1 report was released to its student." in main(browser)
    assert "sort=rank" in browser.page.url
    with moodle.database.session() as session:
        assert session.query(Submission).filter(Submission.released.is_not(None)).count() == 1


def test_all_of_a_list_are_chosen_whatever_page_they_stand_on(moodle: House) -> None:
    classroom(moodle, *(f"Student {n}" for n in range(103)), student_sees="released")
    browser = opened(moodle, "?search=Student")
    assert "all 103 rows of this list" in main(browser)
    browser.submit("/class/chosen", {"action": "release", "all": "1"})
    assert "This is done with 103 submissions." in main(browser)


def test_nobody_ticked_is_said(moodle: House) -> None:
    classroom(moodle, "Eva")
    browser = opened(moodle)
    browser.submit("/class/chosen", {"action": "read_again"})
    assert "Nobody was ticked." in main(browser)


@pytest.mark.parametrize(("action", "status"), [("release", 409), ("erase", 400), ("", 400)])
def test_what_the_policy_does_not_allow_is_refused(moodle: House, action: str, status: int) -> None:
    classroom(moodle, "Eva", student_sees="never")
    browser = opened(moodle)
    assert browser.submit("/class/chosen", {"action": action}).status == status


def test_students_have_no_class_page_no_table_and_no_buttons(moodle: House) -> None:
    classroom(moodle, "Eva")
    mei = moodle.launch("mei")
    for address in ("class", "class.csv"):
        assert mei.open(mei.page.url.rsplit("/", 1)[0] + "/" + address).status == 403


def test_the_table_is_a_file_named_by_the_assignment(moodle: House) -> None:
    assignment_id = classroom(moodle, "Eva", "Bo")
    browser = opened(moodle, "?search=Eva")
    page = browser.open(browser.page.link("Table as CSV"))
    assert page.headers["Content-Disposition"] == f'attachment; filename="caveat-{assignment_id}.csv"'
    assert page.headers["Content-Type"].startswith("text/csv")
    assert "Eva" in page.text
    assert "Bo" not in page.text


def test_while_names_are_hidden_none_stands_on_the_page_in_the_table_or_in_a_report(moodle: House) -> None:
    classroom(moodle, "Eva Strindberg", "Bo Ek", anonymous=True)
    browser = opened(moodle, "?sort=rank")
    pages = [main(browser)]
    report, table = browser.page.link("Open report"), browser.page.link("Table as CSV")
    pages += [browser.open(report).text, browser.open(table).text]
    for page in pages:
        assert "Strindberg" not in page
        assert "Bo Ek" not in page
        assert "Student " in page
    assert 'type="search"' not in pages[0]


def test_what_a_teacher_has_to_judge_first_says_so_in_place_of_its_numbers(moodle: House) -> None:
    classroom(moodle, "Eva", band=Band.STRONG, blind_first=True)
    page = main(opened(moodle, "?sort=band"))
    assert "Judge first" in page
    assert "band-strong" not in page
    assert "of 1,204" not in page


def test_groups_are_offered_and_filter(moodle: House) -> None:
    classroom(moodle, "Eva", "Bo")
    with moodle.database.session() as session:
        people = {one.person.name: one.person_id for one in session.query(Submission)}
        group = grouped(session, "Tuesday", people["Eva"])
    page = main(opened(moodle, f"?group={group}"))
    assert "Tuesday" in page
    assert "Bo</bdi>" not in page


def test_a_class_of_two_hundred_costs_as_many_statements_as_one_of_ten(moodle: House) -> None:
    here = classroom(moodle, *(f"Student {n}" for n in range(10)))
    browser, costs = opened(moodle), []
    for more in (0, 190):
        with moodle.database.session() as session:
            for n in range(more):
                marked(session, handed_in(session, here, listed(session, here, f"More {n}")), 12)
        costs.append(_cost(browser))
    assert costs[0] == costs[1]


def _cost(browser: Browser) -> int:
    """Of the page opened anew, by the server that runs in this process on an engine of its own."""
    with counted(Engine) as statements:
        browser.open(browser.page.url)
    return len(statements)


def test_before_anybody_has_handed_in_the_page_says_how_and_what_to_do(moodle: House) -> None:
    assignment_id = classroom(moodle)
    with moodle.database.session() as session:
        listed(session, assignment_id, "Ada")
    assert "Nobody has handed in yet." in main(opened(moodle))
    classroom(moodle, "Eva")
    assert "Nobody has handed in yet." not in main(opened(moodle))
