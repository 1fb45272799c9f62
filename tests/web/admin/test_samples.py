"""Scoring a sample: the same report as a submission's, nobody's submission, and gone when that is asked."""

import io
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from plugin.config import Settings
from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.score import Reason, Score, Unscorable
from plugin.services import jobs, samples
from plugin.store.job_files import JobFiles
from plugin.store.session import Database
from plugin.store.tables import AuditEntry, Job, Submission
from tests.domain.examples import TEXT, example_score
from tests.web.admin.conftest import AdminBrowser

PAGE = "/admin/samples"


def ask(admin: AdminBrowser, text: str = TEXT, **more: Any) -> Any:
    return admin.post(PAGE, {"text": text} | more, PAGE, content_type="multipart/form-data")


def read(settings: Settings, database: Database, result: Score | Unscorable, text: str = TEXT) -> None:
    """As the scorer does it."""
    caveats = (Caveat(Code.NOT_EVIDENCE, Severity.STOP),)
    with database.session() as session:
        job_id = session.query(Job).one().id
        jobs.claim(session, job_id)
        JobFiles(settings.jobs_dir).put(job_id, samples.TEXT, text.encode())
        jobs.finish(session, job_id, samples.answer_of(result, caveats) | {"detector": "caveat-1/tiny"})


def everything(settings: Settings) -> list[str]:
    return [file.name for file in settings.jobs_dir.rglob("*") if file.is_file()]


def test_a_text_is_queued_and_its_page_waits_by_itself(admin: AdminBrowser, database: Database) -> None:
    answer = ask(admin)
    assert answer.status_code == 303
    page = admin.get(answer.location).text
    assert "In the queue" in page
    assert "data-reload" in page
    with database.session() as session:
        assert session.query(Submission).count() == 0


def test_its_report_is_the_report_that_a_teacher_would_see(
    admin: AdminBrowser, settings: Settings, database: Database
) -> None:
    where = ask(admin).location
    read(settings, database, example_score())
    page = admin.get(where).text
    for said in (
        "39 of 1,204",
        "Not a share of the text",
        "One plain sentence stands here.",
        "caveat-1/tiny",
        "Sample",
    ):
        assert said in page
    assert page.index("/help/caveat/not_evidence") < page.index("39 of 1,204")  # before any number
    assert "data-reload" not in page


def test_one_without_a_score_says_why_and_shows_no_number(
    admin: AdminBrowser, settings: Settings, database: Database
) -> None:
    where = ask(admin, "Short.").location
    read(settings, database, Unscorable(Reason.TOO_SHORT, 1), "Short.")
    page = admin.get(where).text
    assert "too short" in page
    assert "1,204" not in page


def test_one_that_failed_says_what_happened_and_what_to_do(admin: AdminBrowser, database: Database) -> None:
    where = ask(admin).location
    with database.session() as session:
        session.query(Job).one().note(state="failed", problem="calibration_missing")
    page = admin.get(where).text
    assert "The calibration in use is not where the worker looks for it." in page
    assert "Switch back to the built-in one" in page


def test_it_is_deleted_at_once_with_its_text(admin: AdminBrowser, settings: Settings, database: Database) -> None:
    where = ask(admin).location
    read(settings, database, example_score())
    answer = admin.post(f"{where}/delete", page=PAGE)
    assert "Deleted: the text and its numbers." in admin.get(answer.location).text
    assert everything(settings) == []
    assert "sample_gone" in admin.get(where).text
    with database.session() as session:
        assert [entry.action for entry in session.query(AuditEntry)] == ["sample.scored", "sample.deleted"]
        assert TEXT[:20] not in str([entry.facts for entry in session.query(AuditEntry)])


@pytest.mark.parametrize(
    ("text", "file", "code"),
    [
        ("", None, "nothing_sent"),
        ("  ", None, "nothing_sent"),
        ("A text.", b"A file.", "both_sent"),
        ("", b"\x7fELF\x02\x01\x01\x00\x00\x00", "unsupported_type"),
        ("", b"PK\x03\x04 word/document.xml, cut short", "unreadable"),
        ("", b"   ", "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_typed_is_lost(
    admin: AdminBrowser, settings: Settings, text: str, file: bytes | None, code: str
) -> None:
    more = {"file": (io.BytesIO(file), "a.bin")} if file is not None else {}
    answer = ask(admin, text, **more)
    assert answer.status_code in (400, 415)
    assert code in answer.text
    assert text.strip() in answer.text
    assert everything(settings) == []


def test_a_page_left_open_stops_asking_after_half_an_hour(admin: AdminBrowser) -> None:
    where = ask(admin).location
    long_ago = int(datetime.now(UTC).timestamp()) - 31 * 60
    assert "data-live" not in admin.get(f"{where}?opened={long_ago}").text.split("<main")[1]


def test_there_is_none_of_an_unknown_name(admin: AdminBrowser) -> None:
    assert admin.get(f"{PAGE}/{UUID(int=5)}").status_code == 404
    assert admin.post(f"{PAGE}/{UUID(int=5)}/delete", page=PAGE).status_code == 303


def test_markup_in_a_sample_is_shown_and_not_obeyed(
    admin: AdminBrowser, settings: Settings, database: Database
) -> None:
    text = "<script>alert(1)</script> " + TEXT
    where = ask(admin, text).location
    read(settings, database, Unscorable(Reason.TOO_SHORT, 1), text)
    assert "&lt;script&gt;alert(1)" in admin.get(where).text
