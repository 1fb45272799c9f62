"""One person's submission out of the gradebook: Moodle's review message, and the address that SpeedGrader opens."""

from uuid import UUID

import pytest

from plugin.services.review_links import review_url
from plugin.store.tables import Assignment, Run, Submission
from tests.conftest import House
from tests.platforms.browser import Browser
from tests.platforms.claims import lineitem_url
from tests.platforms.personality import CLAIM


def opened(house: House, path: str) -> Browser:
    browser = Browser()
    browser.open(house.platform.base_url + path)
    return browser


def newest_run(house: House, key: str = "mei") -> UUID:
    sub = house.platform.school.person(key).sub
    with house.database.session() as session:
        runs = session.query(Run).join(Submission).join(Submission.person).filter_by(lti_sub=sub)
        found: Run = runs.order_by(Submission.attempt.desc()).first()
        return found.id


def show_students(house: House, when: str) -> None:
    with house.database.session() as session:
        session.query(Assignment).one().student_sees = when


def test_staff_open_the_newest_report_of_the_student(moodle: House) -> None:
    moodle.hand_in("mei", "First.")
    moodle.hand_in("jonas", "Another's.")
    moodle.hand_in("mei", "Second.")
    page = opened(moodle, "/as/teacher/review/mei/launch").page
    assert page.url.endswith(f"/reports/{newest_run(moodle)}")


def test_without_a_submission_the_class_page_says_so(moodle: House) -> None:
    moodle.launch("mei")
    page = opened(moodle, "/as/teacher/review/mei/launch").page
    assert "/class" in page.url
    assert "has not handed in anything here" in page.text


def test_of_somebody_who_was_never_here_the_class_page_says_so(moodle: House) -> None:
    assert "has not handed in anything" in opened(moodle, "/as/teacher/review/luis/launch").page.text


@pytest.mark.parametrize(("when", "ending"), [("never", "/submissions/"), ("at_once", "/own-reports/")])
def test_a_student_opens_their_own_as_the_policy_says(moodle: House, when: str, ending: str) -> None:
    moodle.hand_in("mei", "An essay.")
    show_students(moodle, when)
    page = opened(moodle, "/as/mei/review/mei/launch").page
    assert page.status == 200
    assert ending in page.url


def test_a_student_never_opens_anothers(moodle: House) -> None:
    moodle.hand_in("mei", "An essay.")
    show_students(moodle, "at_once")
    page = opened(moodle, "/as/jonas/review/mei/launch").page
    assert page.status == 403
    assert "review_not_yours" in page.text


def test_without_a_link_the_column_says_which_assignment(moodle: House) -> None:
    moodle.hand_in("mei", "An essay.")
    moodle.platform.bend = lambda claims: {n: v for n, v in claims.items() if n != CLAIM + "resource_link"}
    page = opened(moodle, "/as/teacher/review/mei/launch").page
    assert page.url.endswith(f"/reports/{newest_run(moodle)}")
    with moodle.database.session() as session:
        session.query(Assignment).one().lti_lineitem_url = lineitem_url(moodle.platform, 9)
    assert "review_unknown" in opened(moodle, "/as/teacher/review/mei/launch").page.text


def leave(house: House, address: str, key: str = "mei") -> None:
    """The address that SpeedGrader opens for this student."""
    school = house.platform.school
    school.column.cell(school.person(key).sub).handed_in.append(address)


def address_of(house: House, key: str = "mei") -> str:
    with house.database.session() as session:
        submission_id = session.get_one(Run, newest_run(house, key)).submission_id
    return review_url(house.settings.base_url, house.settings.secret_key, submission_id)


@pytest.fixture
def speedgrader(house: House) -> House:
    house.hand_in("mei", "An essay.")
    leave(house, address_of(house))
    return house


def test_speedgrader_opens_the_report_of_the_submission(speedgrader: House) -> None:
    page = opened(speedgrader, "/as/teacher/speedgrader/mei/launch").page
    assert page.url.endswith(f"/reports/{newest_run(speedgrader)}")
    with speedgrader.database.session() as session:
        assert session.query(Assignment).count() == 1


def test_a_student_opens_their_own_address_and_nobody_elses(speedgrader: House) -> None:
    page = opened(speedgrader, "/as/mei/speedgrader/mei/launch").page
    assert "/submissions/" in page.url
    page = opened(speedgrader, "/as/jonas/speedgrader/mei/launch").page
    assert page.status == 403
    assert "review_not_yours" in page.text


def test_an_address_that_was_changed_is_refused_by_name(moodle: House) -> None:
    moodle.hand_in("mei", "An essay.")
    for spoilt in (address_of(moodle)[:-8] + "AAAAAAAA", moodle.settings.base_url + "/lti/launch?review=x"):
        leave(moodle, spoilt)
        page = opened(moodle, "/as/teacher/speedgrader/mei/launch").page
        assert page.status == 403
        assert "review_signature" in page.text


def test_an_address_of_another_course_is_refused_by_name(moodle: House) -> None:
    moodle.hand_in("mei", "An essay.")
    leave(moodle, address_of(moodle))
    moodle.platform.bend = lambda claims: claims | {CLAIM + "context": {"id": "another course", "title": ""}}
    page = opened(moodle, "/as/teacher/speedgrader/mei/launch").page
    assert page.status == 404
    assert "review_unknown" in page.text
    assert "Lindqvist" not in page.text


def test_somebody_without_a_role_opens_no_submission(moodle: House) -> None:
    moodle.hand_in("mei", "An essay.")
    leave(moodle, address_of(moodle))
    moodle.platform.bend = lambda claims: claims | {CLAIM + "roles": []}
    assert opened(moodle, "/as/teacher/speedgrader/mei/launch").page.status == 403
    assert opened(moodle, "/as/teacher/review/mei/launch").page.status == 403
