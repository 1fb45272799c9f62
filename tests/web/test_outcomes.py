"""What people say about a submission: before the score is shown, and in the end."""

import pytest
from sqlalchemy import delete

from plugin.store.files import FileStore
from plugin.store.tables import Assignment, AuditEntry, Judgement, Submission
from tests.conftest import House
from tests.web.test_reports import grade, opened, scored


def blind_first(house: House, files: FileStore) -> None:
    scored(house, files)
    with house.database.session() as session:
        session.query(Assignment).one().blind_first = True


def test_blind_first_shows_the_text_and_nothing_that_was_measured(moodle: House, files: FileStore) -> None:
    blind_first(moodle, files)
    page = opened(moodle).page.text
    assert "One plain sentence stands here." in page
    for measured in ("39 of 1,204", "<mark", "band-", "Read this first", "22 to 43"):
        assert measured not in page, measured


def test_after_a_judgement_the_report_opens_and_says_what_it_was(moodle: House, files: FileStore) -> None:
    blind_first(moodle, files)
    browser = opened(moodle)
    browser.submit(browser.form("/judgement"), {"leans": "human", "remark": "Her voice.", "action": "give"})
    assert "39 of 1,204" in browser.page.text
    assert "a person wrote it" in browser.page.text
    assert "Her voice." in browser.page.text
    with moodle.database.session() as session:
        assert session.query(AuditEntry).filter_by(action="judgement.given").one().facts == {}


def test_a_skip_is_recorded_as_not_said(moodle: House, files: FileStore) -> None:
    blind_first(moodle, files)
    browser = opened(moodle)
    browser.submit(browser.form("/judgement"), {"action": "skip"})
    with moodle.database.session() as session:
        assert session.query(Judgement).one().leans == "skipped"


def test_without_a_choice_the_question_stays_with_what_was_typed(moodle: House, files: FileStore) -> None:
    blind_first(moodle, files)
    browser = opened(moodle)
    browser.submit(browser.form("/judgement"), {"remark": "Keep me.", "action": "give"})
    assert browser.page.status == 400
    assert "Keep me." in browser.page.text
    assert "39 of 1,204" not in browser.page.text


def test_a_judgement_is_given_once(moodle: House, files: FileStore) -> None:
    blind_first(moodle, files)
    browser = opened(moodle)
    form = browser.form("/judgement")
    browser.submit(form, {"leans": "human", "action": "give"})
    browser.submit(form, {"leans": "machine", "action": "give"})
    with moodle.database.session() as session:
        assert session.query(Judgement).one().leans == "human"


@pytest.mark.parametrize("outcome", ["cleared", "acknowledged", "unclear"])
def test_an_outcome_is_kept_with_who_and_when(moodle: House, files: FileStore, outcome: str) -> None:
    browser = scored(moodle, files)
    browser.submit(browser.form("/outcome"), {"outcome": outcome})
    with moodle.database.session() as session:
        kept = session.query(Submission).one()
        assert kept.outcome == outcome
        assert kept.outcome_by is not None
        assert kept.outcome_at is not None
        assert session.query(AuditEntry).filter_by(action="outcome.decided").one().facts == {"old": "", "new": outcome}
    assert "Ines Okafor</bdi>" in browser.page.text
    browser.submit(browser.form("/outcome"), {"outcome": ""})
    with moodle.database.session() as session:
        assert session.query(Submission).one().outcome_at is None


def test_what_is_no_outcome_is_refused(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    assert browser.submit(browser.form("/outcome"), {"outcome": "guessed"}).status == 400


def test_two_teachers_do_not_overwrite_each_other_unseen(moodle: House, files: FileStore) -> None:
    first, second = scored(moodle, files), moodle.launch("colleague")
    second.open(second.page.link("Open report"))
    first.submit(first.form("/grade"), {"mark": "12", "comment": "", "action": "hold"})
    second.submit(second.form("/grade"), {"mark": "9", "comment": "Keep me.", "action": "hold"})
    assert second.page.status == 409
    assert "Somebody else entered a mark" in second.page.text
    assert "Keep me." in second.page.text
    assert grade(moodle).mark == 12
    second.submit(second.form("/grade"), {"action": "hold"})
    assert (grade(moodle).mark, grade(moodle).comment) == (9, "Keep me.")


def test_a_double_click_is_no_conflict(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    form = browser.form("/grade")
    for _ in range(2):
        assert browser.submit(form, {"mark": "12", "comment": "", "action": "return"}).status == 200
    assert grade(moodle).version == 1


def test_ones_own_mark_of_another_tab_is_named_as_ones_own(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    old = browser.form("/grade")
    browser.submit(old, {"mark": "12", "comment": "", "action": "hold"})
    page = browser.submit(old, {"mark": "9", "comment": "Keep me.", "action": "hold"})  # the Back button, then again
    assert page.status == 409
    assert "You entered another mark in another window" in page.text
    assert "Keep me." in page.text
    assert grade(moodle).mark == 12


def test_a_mark_for_a_report_that_was_deleted_meanwhile_is_shown_to_copy(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    form = browser.form("/grade")
    with moodle.database.session() as session:
        session.execute(delete(Submission))
    page = browser.submit(form, {"mark": "12", "comment": "Keep me.", "action": "return"})
    assert page.status == 404
    assert "report_gone" in page.text
    assert "Keep me." in page.text
