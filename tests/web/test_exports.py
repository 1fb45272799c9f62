"""Reports to take away: signed, with the numbers of their page, for whoever may open it."""

import io
import json
from threading import Semaphore

import pypdf
import pytest
from sqlalchemy import update

from plugin.domain import signed_report
from plugin.services import report_keys
from plugin.store.files import FileStore
from plugin.store.tables import Assignment, AuditEntry, Course, Run
from plugin.web import exports
from tests.conftest import House
from tests.platforms.browser import Browser
from tests.web.test_outcomes import blind_first
from tests.web.test_own_report import own_report, show_students
from tests.web.test_reports import opened, scored


def file_of(browser: Browser, kind: str) -> bytes:
    address = browser.page.url.partition("#")[0].partition("?")[0]
    page = browser.open(f"{address}/export.{kind}")
    assert page.status == 200
    return page.raw


def report_of(raw: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(raw)["report"]
    return found


def text_of(raw: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(raw)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_json_says_the_numbers_of_the_page(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    page = " ".join(browser.page.text.split())
    numbers = report_of(file_of(browser, "json"))["numbers"]
    assert isinstance(numbers, dict)
    for name in ("rank", "share"):
        for part in ("words", "is", "is_not"):
            assert numbers[name][part] in page, numbers[name][part]
    assert numbers["rank"]["at_or_above"] == 39
    assert "22 to 43" in numbers["likelihood"]["words"]


def test_a_file_says_what_ai_use_is_allowed_as_the_page_does(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    with moodle.database.session() as session:
        session.execute(update(Assignment).values(ai_level="none", ai_use="Ask me about dictation."))
    words = "No use of AI is allowed here. Ask me about dictation."
    assert words in browser.open(browser.page.url).text
    assert words in text_of(file_of(browser, "pdf"))
    browser.open(browser.page.url.replace("/export.pdf", ""))
    submission = report_of(file_of(browser, "json"))["submission"]
    assert isinstance(submission, dict)
    assert submission["ai_use"] == words


@pytest.mark.parametrize("kind", ["json", "pdf"])
def test_a_file_is_right_by_the_published_keys(moodle: House, files: FileStore, kind: str) -> None:
    signed = signed_report.read(file_of(scored(moodle, files), kind))
    published = Browser().open(moodle.settings.base_url + "/.well-known/caveat-report-keys")
    key = report_keys.keys_in(published.raw)[signed.kid]
    assert signed.intact
    assert report_keys.is_right(key, signed.value, signed.payload)


def test_the_pdf_is_tagged_named_in_its_language_and_can_be_searched(moodle: House, files: FileStore) -> None:
    raw = file_of(scored(moodle, files), "pdf")
    root = pypdf.PdfReader(io.BytesIO(raw)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "en"
    said = text_of(raw)
    order = ["Read this first", "39 of 1,204", "One plain sentence stands here.", "Methods side by side"]
    assert [said.index(words) for words in order] == sorted(said.index(words) for words in order)
    assert "Not a share of the text" in said


def test_the_pdf_carries_the_signed_json(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    pdf = pypdf.PdfReader(io.BytesIO(file_of(browser, "pdf")))
    attached = pdf.attachments["caveat-report.json"][0]
    assert signed_report.read(attached).kind == "json"
    assert report_of(attached)["id"] == str(_run_id(moodle))


def test_taking_a_report_away_is_noted_with_codes_alone(moodle: House, files: FileStore) -> None:
    file_of(scored(moodle, files), "pdf")
    with moodle.database.session() as session:
        entry = session.query(AuditEntry).filter_by(action="report.exported").one()
        assert (entry.actor, entry.facts) == ("staff", {"kind": "pdf"})


def test_before_a_judgement_nothing_can_be_taken_away(moodle: House, files: FileStore) -> None:
    blind_first(moodle, files)
    browser = opened(moodle)
    for kind in ("json", "pdf"):
        page = browser.open(f"{browser.page.url}/export.{kind}")
        assert "Your own judgement first" in page.text
        assert "39 of 1,204" not in page.text


def test_a_student_takes_away_what_the_policy_shows_and_nothing_else(moodle: House, files: FileStore) -> None:
    teacher = scored(moodle, files)
    teacher.submit(teacher.form("/outcome"), {"outcome": "unclear"})
    show_students(moodle, "at_once")
    browser = own_report(moodle)
    address = browser.page.url
    told = report_of(file_of(browser, "json"))
    assert (told["reader"], told["outcome"]) == ("student", None)
    assert file_of(_at(browser, address), "pdf").startswith(b"%PDF-")
    show_students(moodle, "never")
    assert browser.open(f"{address}/export.json").status == 403
    with moodle.database.session() as session:
        assert session.query(AuditEntry).filter_by(action="report.exported").count() == 0


def test_an_outcome_stands_in_the_file_of_those_who_teach(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    browser.submit(browser.form("/outcome"), {"outcome": "unclear"})
    told = report_of(file_of(browser, "json"))["outcome"]
    assert isinstance(told, dict)
    assert told["code"] == "unclear"


def test_a_report_of_another_course_is_not_given(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    with moodle.database.session() as session:
        found = session.query(Assignment).one()
        found.course = Course(deployment_id=found.course.deployment_id, lti_context_id="other", title="Other")
    assert browser.open(f"{browser.page.url}/export.json").status == 404


def test_what_is_still_read_is_not_given(moodle: House) -> None:
    moodle.hand_in("mei", "An essay.")
    browser = opened(moodle)
    page = browser.open(f"{browser.page.url}/export.pdf")
    assert page.status == 409
    assert "report_not_ready" in page.text


def _run_id(house: House) -> object:
    with house.database.session() as session:
        return session.query(Run).one().id


def _at(browser: Browser, address: str) -> Browser:
    browser.open(address)
    return browser


def test_where_too_many_papers_are_being_set_one_waits_and_pages_go_on(
    moodle: House, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = scored(moodle, files)
    monkeypatch.setattr(exports, "_IN_LINE", Semaphore(0))
    address = browser.page.url.partition("#")[0].partition("?")[0]
    refused = browser.open(f"{address}/export.pdf")
    assert refused.status == 429
    assert "too_many" in refused.text
    assert browser.open(f"{address}/export.json").status == browser.open(address).status == 200
