"""The page on which an instructor makes an assignment: what it keeps, and that a second press changes nothing."""

from collections.abc import Iterator

import pytest

from plugin.store.files import FileStore
from plugin.store.migrate import migrate
from plugin.store.session import Database
from plugin.store.tables import Assignment, Visit
from tests.conftest import House, house_of, settings_in
from tests.platforms.browser import Browser
from tests.platforms.content_items import DL
from tests.platforms.personality import MOODLE


@pytest.fixture(scope="module")
def lms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    settings = settings_in(tmp_path_factory.mktemp("house"))
    database = Database(settings.database_url)
    migrate(database)
    with house_of(MOODLE, settings, database, FileStore(settings.files_dir)) as house:
        yield house
    database.dispose()


@pytest.fixture(autouse=True)
def _empty(lms: House) -> None:
    lms.platform.asks = {}
    with lms.database.session() as session:
        session.query(Assignment).delete()


def choose(lms: House, key: str = "teacher") -> Browser:
    browser = Browser()
    browser.open(f"{lms.platform.base_url}/as/{key}/choose/launch")
    return browser


def assignments(lms: House) -> list[Assignment]:
    with lms.database.session() as session:
        return session.query(Assignment).order_by(Assignment.created).all()


def items(lms: House) -> list[dict[str, object]]:
    return list(lms.platform.responses[-1][DL + "content_items"])


def test_the_assignment_is_kept_as_it_was_configured(lms: House) -> None:
    choose(lms).submit(
        "#draft", {"title": "Essay", "points": "12,5", "grade": "completion", "ai_use": "None",
                   "student_sees": "at_once", "due": "2026-11-08T22:00:00.000Z"},
    )  # fmt: skip
    (made,) = assignments(lms)
    assert (made.title, made.points, made.grade_policy) == ("Essay", 12.5, "completion")
    assert (made.ai_use, made.student_sees, made.lti_resource_link_id) == ("None", "at_once", None)


def test_what_cannot_be_used_is_said_and_what_was_typed_is_kept(lms: House) -> None:
    browser = choose(lms)
    page = browser.submit("#draft", {"title": "Keep <me>", "points": "many", "due": "2026-11-08T22:00:00.000Z"})
    assert page.status == 400
    assert "Points must be a number" in page.text
    assert browser.form("#draft").fields["title"] == "Keep <me>"
    assert 'data-utc="2026-11-08T22:00:00.000Z"' in page.text
    assert assignments(lms) == []


def test_the_title_that_the_platform_knows_is_there_already(lms: House) -> None:
    lms.platform.asks = {"title": "From the LMS"}
    assert choose(lms).form("#draft").fields["title"] == "From the LMS"


def test_a_second_press_gives_the_same_answer_and_makes_nothing(lms: House) -> None:
    browser = choose(lms)
    form = browser.form("#draft")
    browser.submit(form, {"title": "Essay"})
    browser.submit(form, {"title": "Essay"})
    assert len(assignments(lms)) == 1
    assert lms.platform.responses[-1][DL + "content_items"] == lms.platform.responses[-2][DL + "content_items"]


def test_a_second_press_of_another_to_come_makes_one(lms: House) -> None:
    browser = choose(lms)
    form = browser.form("#draft")
    for _ in range(2):
        browser.submit(form, {"title": "Essay", "then": "another"})
    assert len(assignments(lms)) == 1


def test_the_visit_ends_after_the_answer(lms: House) -> None:
    browser = choose(lms)
    address = browser.page.url
    browser.submit("#draft", {"title": "Essay"})
    with lms.database.session() as session:
        visit = session.get_one(Visit, lms_visit(address))
        assert (visit.expires - visit.created).total_seconds() < 600


def lms_visit(address: str) -> object:
    from uuid import UUID

    return UUID(address.split("/visits/")[1].split("/")[0])


def test_what_was_made_on_the_way_is_gone_after_cancel_and_after_remove(lms: House) -> None:
    browser = choose(lms)
    browser.submit("#draft", {"title": "One", "then": "another"})
    browser.submit("#draft", {"title": "Two", "then": "another"})
    browser.submit("/drop")
    assert [made.title for made in assignments(lms)] == ["Two"]
    browser.submit("/cancel")
    assert assignments(lms) == []
    assert items(lms) == []


def test_one_that_never_reached_the_course_is_offered_again_as_it_is(lms: House) -> None:
    choose(lms).submit("#draft", {"title": "Essay"})
    browser = choose(lms)
    assert "not opened yet" in browser.page.text
    browser.submit("/again/")
    browser.submit("/finish")
    assert [made.title for made in assignments(lms)] == ["Essay"]
    assert items(lms)[0]["custom"]["item"] == str(assignments(lms)[0].item_id)  # type: ignore[index]


def test_one_that_is_in_the_course_is_copied_with_an_item_of_its_own(lms: House) -> None:
    choose(lms).submit("#draft", {"title": "Essay", "ai_use": "Spelling"})
    with lms.database.session() as session:
        session.query(Assignment).one().lti_resource_link_id = "55"
    browser = choose(lms)
    browser.submit("/again/")
    browser.submit("/finish")
    first, second = assignments(lms)
    assert (second.copied_from, second.ai_use, second.lti_resource_link_id) == (first.id, "Spelling", None)
    assert second.item_id != first.item_id


def test_an_assignment_of_another_course_is_not_to_be_had(lms: House) -> None:
    choose(lms).submit("#draft", {"title": "Essay"})
    theirs = assignments(lms)[0].id
    lms.platform.bend = lambda claims: (
        claims | {"https://purl.imsglobal.org/spec/lti/claim/context": {"id": "another course"}}
    )
    browser = choose(lms)
    lms.platform.bend = None
    assert "Essay" not in browser.page.text
    form = browser.form("#draft")
    form.action += f"/again/{theirs}"
    assert browser.submit(form).status == 404
    assert len(assignments(lms)) == 1


def test_no_more_than_one_answer_should_carry(lms: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugin.services.deep_linking.MOST_ITEMS", 1)
    browser = choose(lms)
    browser.submit("#draft", {"title": "One", "then": "another"})
    page = browser.submit("#draft", {"title": "Two", "then": "another"})
    assert page.status == 400
    assert "the most for one answer" in page.text
    assert browser.form("#draft").fields["title"] == "Two"


def test_the_answer_may_leave_for_the_platform_and_nowhere_else(lms: House) -> None:
    browser = choose(lms)
    form = browser.form("#draft")
    page, itself, *_ = browser._fetch("POST", form.action, data=form.fields | {"title": "Essay"})
    assert itself is not None
    assert f"form-action {lms.platform.base_url}" in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.text


def test_pages_of_an_assignment_do_not_open_in_this_visit(lms: House) -> None:
    browser = choose(lms)
    assert browser.open(browser.page.url.replace("/deep-linking", "/class")).status == 403


def test_a_processor_is_not_attached_where_no_notices_would_come(lms: House) -> None:
    lms.platform.asks = {"accept_types": ["ltiAssetProcessor"]}
    browser = choose(lms)
    page = browser.submit("#draft", {"title": "Report"})
    assert page.status == 502
    assert "<code>notices_not_offered</code>" in page.text
    browser.submit("/cancel")
    assert items(lms) == []
    assert assignments(lms) == []


def test_another_to_come_leads_to_the_form_by_a_redirect(lms: House) -> None:
    """So that Back, later, asks for a page and not for a form to be sent again."""
    browser = choose(lms)
    browser.submit("#draft", {"title": "One", "then": "another"})
    assert [(method, status) for method, _, status in browser.history[-2:]] == [("POST", 303), ("GET", 200)]
    assert "Ready to add: 1" in browser.page.text


@pytest.mark.parametrize(("grade", "shown"), [("mark", True), ("completion", True), ("none", False)])
def test_points_stand_where_a_grade_goes_back(lms: House, grade: str, shown: bool) -> None:
    browser = choose(lms)
    browser.submit("#draft", {"title": "One", "points": "20", "grade": grade, "then": "another"})
    assert ("20 points" in browser.page.text) is shown


def test_a_processor_is_attached_and_has_no_points(lms: House) -> None:
    lms.platform.asks = {"accept_types": ["ltiAssetProcessor"], "accept_multiple": True}
    browser = choose(lms)
    browser.submit("#draft", {"title": "Report", "then": "another"})
    assert "Ready to attach: 1" in browser.page.text
    assert "Attach it to the assignment" in browser.page.text
    assert "100 points" not in browser.page.text
    assert "to the course" not in browser.page.text


def test_the_dates_say_who_decides_about_them(lms: House) -> None:
    assert "your LMS decides who may hand in when" in choose(lms).page.text
