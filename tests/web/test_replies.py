"""A student replies to the report of their own text; those who teach read it beside the report."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from plugin.services import runs
from plugin.store.files import FileStore
from plugin.store.tables import Assignment, AuditEntry, Reply, ReplyFile, Run, Submission
from tests.conftest import House
from tests.domain.examples import TEXT, example_score
from tests.platforms.browser import Browser
from tests.reading import documents
from tests.web.test_own_report import own_report, show_students

NOTES = documents.docx_file()


@pytest.fixture
def shown(moodle: House, files: FileStore) -> House:
    """A text that was read, and its report shown at once."""
    moodle.hand_in("mei", "An essay.")
    with moodle.database.session() as session:
        run_id = session.query(Run).one().id
        runs.claim(session, run_id)
        runs.finish(session, run_id, example_score(), (), files.put(TEXT.encode()))
    show_students(moodle, "at_once")
    return moodle


def opened(house: House) -> Browser:
    """The teacher's browser, on the report."""
    with house.database.session() as session:
        run_id = session.query(Run).one().id
    teacher = house.launch("teacher")
    teacher.open(teacher.page.url.replace("/class", f"/reports/{run_id}"))
    return teacher


def send(browser: Browser, text: str = "", *added: tuple[str, bytes], **more: Any) -> Browser:
    files = [("drafts", (name, io.BytesIO(data))) for name, data in added] or None
    browser.submit(browser.form("/replies"), {"reply": text} | more, files)  # type: ignore[arg-type]
    return browser


def kept(house: House, table: type) -> list[Any]:
    with house.database.session() as session:
        return session.query(table).all()


def test_a_reply_stands_beside_the_report_for_both(shown: House) -> None:
    browser = send(own_report(shown), "I wrote <b>two</b> drafts.\r\nثم راجعتها.", ("draft.docx", NOTES))
    assert browser.page.status == 200
    for page in (browser.page, opened(shown).page):
        assert "I wrote &lt;b&gt;two&lt;/b&gt; drafts.\nثم راجعتها." in page.text
        assert "draft.docx" in page.text
        assert 'href="#replies"' in page.text  # among the parts of the page: there is a day until which it counts
    with shown.database.session() as session:
        entry = session.query(AuditEntry).filter_by(action="reply.given").one()
        assert (entry.actor, entry.facts) == ("learner", {"files": 1})


def test_a_file_is_handed_out_to_be_saved_and_never_opened(shown: House) -> None:
    student = send(own_report(shown), "", ("mark<up>.docx", NOTES))
    for browser in (student, opened(shown)):
        browser.open(next(href for href, _ in browser.page.links if "/replies/" in href))
        headers = browser.page.headers
        assert headers["Content-Disposition"].startswith("attachment")
        assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
        assert int(headers["Content-Length"]) == len(NOTES)
    assert kept(shown, ReplyFile)[0].sha256 == hashlib.sha256(NOTES).hexdigest()


def test_while_names_are_hidden_a_file_tells_none(shown: House) -> None:
    send(own_report(shown), "", ("mei-lindqvist.txt", b"Notes."))
    with shown.database.session() as session:
        session.query(Assignment).one().anonymous = True
    teacher = opened(shown)
    assert "mei-lindqvist" not in teacher.page.text
    teacher.open(next(href for href, _ in teacher.page.links if "/replies/" in href))
    assert "mei" not in teacher.page.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("text", "added", "status", "words"),
    [
        ("", (), 400, "There is nothing in your reply"),
        (" \n\x00", (), 400, "There is nothing in your reply"),
        ("word " * 100_000, (), 400, "too long"),
        ("Keep me.", tuple((f"{n}.txt", b"x") for n in range(6)), 400, "too many files"),
        ("Keep me.", (("run.exe", b"MZ\x90\x00" + b"\x00" * 99),), 415, "file type cannot be read"),
        ("Keep me.", (("empty.txt", b""),), 400, "no text in what you sent"),
    ],
)
def test_what_cannot_be_a_reply_is_said_and_nothing_typed_is_lost(
    shown: House, text: str, added: tuple[tuple[str, bytes], ...], status: int, words: str
) -> None:
    page = send(own_report(shown), text, *added).page
    assert (page.status, words in page.text) == (status, True)
    assert text.strip("\x00 \n")[:100] in page.text
    assert kept(shown, Reply) == []


def test_a_late_reply_is_refused_with_its_words_kept(shown: House) -> None:
    browser = own_report(shown)
    with shown.database.session() as session:
        session.execute(update(Run).values(finished=datetime.now(UTC) - timedelta(days=15)))
    send(browser, "Too late, alas.")
    assert (browser.page.status, "Too late, alas." in browser.page.text) == (409, True)
    assert "The time for replies" in browser.page.text
    assert kept(shown, Reply) == []
    assert "/replies" not in own_report(shown).page.text


def test_a_report_shown_later_gives_the_whole_time_from_then(shown: House) -> None:
    with shown.database.session() as session:
        session.execute(update(Run).values(finished=datetime.now(UTC) - timedelta(days=99)))
        session.query(Assignment).one().shown_since = datetime.now(UTC)
    assert send(own_report(shown), "In time.").page.status == 200
    assert len(kept(shown, Reply)) == 1


def test_no_reply_is_taken_where_the_assignment_takes_none(shown: House) -> None:
    with shown.database.session() as session:
        session.query(Assignment).one().reply_days = 0
    browser = own_report(shown)
    assert "/replies" not in browser.page.text
    assert "What this report means and what to do" in browser.page.text


def test_a_second_click_is_no_second_reply(shown: House) -> None:
    browser = own_report(shown)
    form = browser.form("/replies")
    for _ in range(2):
        browser.submit(form, {"reply": "Once."})
    assert len(kept(shown, Reply)) == 1
    send(own_report(shown), "Once.")
    assert len(kept(shown, Reply)) == 2, "said again, it counts again"


def test_at_most_twenty_are_taken(shown: House) -> None:
    browser = own_report(shown)
    with shown.database.session() as session:
        submission = session.query(Submission).one()
        session.add_all(Reply(submission_id=submission.id, text=str(n)) for n in range(20))
    send(browser, "One more.")
    assert (browser.page.status, "One more." in browser.page.text) == (409, True)


def test_nobody_else_reads_or_writes_here(shown: House) -> None:
    student = send(own_report(shown), "Mine.", ("a.txt", b"Mine."))
    place = student.page.url.partition("/own-reports/")[2].partition("#")[0]
    file = next(href for href, _ in student.page.links if "/replies/" in href).rpartition("/")[2]
    other = shown.launch("jonas")
    base = other.page.url.rsplit("/assignment", 1)[0]
    assert other.open(f"{base}/own-reports/{place}/replies/{file}").status == 403
    assert other.open(f"{base}/reports/{place}/replies/{file}").status == 403
    form = own_report(shown).form("/replies")
    form.action = f"{base}/own-reports/{place}/replies"
    form.fields["form_token"] = shown.launch("jonas", other).page and other.form("/submissions").fields["form_token"]
    assert other.submit(form, {"reply": "Not mine."}).status in (400, 403)
    assert len(kept(shown, Reply)) == 1


def test_a_teacher_who_is_asked_first_gets_no_file_before(shown: House) -> None:
    send(own_report(shown), "", ("a.txt", b"It says 31."))
    teacher = opened(shown)
    address = next(href for href, _ in teacher.page.links if "/replies/" in href)
    with shown.database.session() as session:
        session.query(Assignment).one().blind_first = True
    assert teacher.open(address).status == 404
