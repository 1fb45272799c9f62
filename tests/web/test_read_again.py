"""From its report a text is read once more, where that can say something else; and a release is written down."""

import pytest

from plugin.store.files import FileStore
from plugin.store.tables import Assignment, AuditEntry, Run, Submission
from tests.conftest import House
from tests.web.test_outcomes import blind_first
from tests.web.test_reports import opened, scored


def actions(house: House) -> list[str]:
    with house.database.session() as session:
        return [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.number)]


def test_what_this_version_has_read_is_not_read_again(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    assert 'id="again"' not in browser.page.text


def test_what_an_earlier_version_read_gets_a_new_report_and_keeps_the_mark(moodle: House, files: FileStore) -> None:
    scored(moodle, files)
    with moodle.database.session() as session:
        session.query(Run).one().detector_id = "an earlier one"
        session.query(Assignment).one().student_sees = "released"
    browser = opened(moodle)
    browser.submit(browser.form("/grade"), {"mark": "12", "comment": "", "action": "hold"})
    browser.submit(browser.form("/release"), {"action": "release"})
    browser.submit(browser.form("/retry"))
    assert "appears here by itself" in browser.page.text
    with moodle.database.session() as session:
        submission = session.query(Submission).one()
        assert [run.state for run in submission.runs] == ["scored", "queued"]
        assert submission.released is None
        assert submission.grade_return is not None
        assert submission.grade_return.mark == 12
        assert str(submission.runs[-1].id) in browser.page.url
    assert actions(moodle)[-2:] == ["report.released", "run.read_again"]


def test_a_release_and_its_end_are_written_down_once_each(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    with moodle.database.session() as session:
        session.query(Assignment).one().student_sees = "released"
    browser.open(browser.page.url)
    form = browser.form("/release")
    for action in ("release", "release", "withdraw", "withdraw"):
        browser.submit(form, {"action": action})
    assert actions(moodle) == ["report.released", "report.withdrawn"]


@pytest.mark.parametrize("what", ["release", "outcome", "grade"])
def test_before_a_judgement_nothing_is_decided(moodle: House, files: FileStore, what: str) -> None:
    browser = scored(moodle, files)
    with moodle.database.session() as session:
        session.query(Assignment).one().student_sees = "released"
    browser.open(browser.page.url)
    form = browser.form(f"/{what}")
    with moodle.database.session() as session:
        session.query(Assignment).one().blind_first = True
    fields = {"action": "release", "outcome": "unclear", "mark": "12"}
    page = browser.submit(
        form, {name: value for name, value in fields.items() if name in form.fields or name == "action"}
    )
    assert page.status in (404, 409)
    assert "39 of 1,204" not in page.text
    assert actions(moodle) == []


def test_no_page_of_a_report_shows_a_score_before_the_judgement(moodle: House, files: FileStore) -> None:
    blind_first(moodle, files)
    browser = opened(moodle)
    address = browser.page.url
    for path in ("", "/grade-state", "/export.json", "/export.pdf", "?sort=band&down=1"):
        page = browser.open(address + path)
        for measured in ("39 of 1,204", "22 to 43", "band-elevated", "Elevated"):
            assert measured not in page.text, f"{measured} at {path}"
