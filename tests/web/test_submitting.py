"""A student hands in: a receipt, a state, and clear words for whatever is wrong."""

import errno
import hashlib
import io

import pytest
from sqlalchemy import update

from plugin.domain.score import Reason, Unscorable
from plugin.queue import Bell
from plugin.services import runs, submissions
from plugin.services.submissions import IN_LINE
from plugin.store.tables import Document, Run, Submission
from tests.conftest import House
from tests.platforms.browser import Browser
from tests.reading import documents


def send(house: House, text: str = "", file: tuple[str, bytes] | None = None) -> Browser:
    browser = house.launch("mei")
    files = {"file": (file[0], io.BytesIO(file[1]))} if file else {"file": ("", b"")}
    browser.submit(browser.form("/submissions"), {"text": text}, files)
    return browser


def count(house: House, table: type) -> int:
    with house.database.session() as session:
        return session.query(table).count()


def test_pasted_text_gets_a_receipt_with_its_fingerprint_and_a_time(moodle: House) -> None:
    browser = send(moodle, "An essay.\r\nOf two lines.")
    assert "/submissions/" in browser.page.url
    assert hashlib.sha256(b"An essay.\nOf two lines.").hexdigest() in browser.page.text
    assert 'data-state="queued"' in browser.page.text
    assert "<time" in browser.page.text
    assert "Pasted text</bdi>, 23 bytes" in browser.page.text


def test_a_receipt_says_the_size_of_a_file_as_people_do(moodle: House) -> None:
    assert "long.txt</bdi>, 12.3 kB" in send(moodle, file=("long.txt", b"a word." * 1757)).page.text


def test_control_characters_that_come_along_with_pasted_text_are_dropped(moodle: House) -> None:
    """Copied out of a PDF they are common; kept, the text would count as a file of an unknown type."""
    browser = send(moodle, "An\x02 essay\x00.\tOf two\x1b lines.")
    assert hashlib.sha256(b"An essay.\tOf two lines.").hexdigest() in browser.page.text
    assert "Nothing was handed in" in send(moodle, "\x00\x01").page.text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("essay.txt", b"Plain."),
        ("essay.docx", documents.docx_file()),
        ("essay.pdf", documents.pdf_file()),
        ("wrong-name.exe", documents.pdf_file()),
    ],
)
def test_a_file_is_taken_by_its_content_whatever_its_name(moodle: House, name: str, data: bytes) -> None:
    browser = send(moodle, file=(name, data))
    assert hashlib.sha256(data).hexdigest() in browser.page.text
    assert name in browser.page.text


def test_what_the_file_store_cannot_keep_is_not_accepted_and_what_was_typed_stays(
    moodle: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("plugin.store.places.Folder.put", full)
    browser = send(moodle, "What took me an evening.")
    assert browser.page.status == 503
    assert "could not be kept" in browser.page.text
    assert "What took me an evening." in browser.page.text
    assert count(moodle, Submission) == 0


def test_who_hands_in_many_texts_at_once_lets_others_go_first(moodle: House, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(Bell, "score", lambda *_: rung.append("at once"))
    monkeypatch.setattr(Bell, "score_later", lambda *_: rung.append("later"))
    for number in range(IN_LINE + 2):
        send(moodle, f"Essay {number}.")
    moodle.hand_in("jonas", "Of somebody else.")
    assert rung == ["at once"] * IN_LINE + ["later"] * 2 + ["at once"]


def test_after_very_many_attempts_no_more_are_taken_and_nothing_is_kept(
    moodle: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submissions, "MOST_ATTEMPTS", 2)
    for number in range(2):
        assert send(moodle, f"Essay {number}.").page.status == 200
    monkeypatch.setattr("plugin.store.places.Folder.put", None)  # whoever would keep it now fails
    browser = send(moodle, "One more.")
    assert browser.page.status == 409
    assert "as often as one assignment takes" in browser.page.text
    assert "One more." in browser.page.text
    assert moodle.hand_in("jonas", "Essay 0.").page.status == 200
    assert count(moodle, Submission) == 3


@pytest.mark.parametrize(
    ("text", "file", "status", "words"),
    [
        ("", None, 400, "Nothing was handed in"),
        ("  \n ", None, 400, "Nothing was handed in"),
        ("", ("essay.txt", b""), 400, "no text in what you sent"),
        ("", ("essay.docx", b"MZ\x90\x00" + b"\x00" * 99), 415, "file type cannot be read"),
        ("", ("table.xlsx", documents.spreadsheet_like_zip()), 415, "file type cannot be read"),
        ("An essay.", ("essay.txt", b"Another."), 400, "pasted a text and chose a file"),
    ],
)
def test_what_cannot_be_handed_in_is_said_on_the_page_and_nothing_is_kept(
    moodle: House, text: str, file: tuple[str, bytes] | None, status: int, words: str
) -> None:
    browser = send(moodle, text, file)
    assert browser.page.status == status
    assert words in browser.page.text
    assert count(moodle, Submission) == 0


def test_text_that_was_typed_is_not_lost_by_a_refusal(moodle: House) -> None:
    assert "An essay worth keeping." in send(moodle, "An essay worth keeping.", ("a.txt", b"x")).page.text


@pytest.mark.parametrize("megabytes", [11, 100])
def test_a_file_that_is_too_large_is_refused_with_a_page(moodle: House, megabytes: int) -> None:
    browser = send(moodle, file=("large.txt", b"a" * (megabytes * 1024 * 1024)))
    assert browser.page.status == 413
    assert "too large" in browser.page.text
    assert count(moodle, Submission) == 0
    assert send(moodle, "The next one is served.").page.status == 200


def test_a_submission_is_kept_and_received_while_the_broker_is_down(moodle: House) -> None:
    assert "Received" in send(moodle, "An essay.").page.text  # nobody listens at the tests' broker address
    with moodle.database.session() as session:
        assert session.query(Run).one().state == "queued"


def test_the_state_follows_the_run_without_the_score(moodle: House) -> None:
    browser = send(moodle, "An essay.")
    receipt = browser.page.url
    with moodle.database.session() as session:
        run_id = session.query(Run).one().id
        runs.claim(session, run_id)
    assert 'data-state="running"' in browser.open(receipt + "/state").text
    with moodle.database.session() as session:
        runs.finish(session, run_id, Unscorable(Reason.NO_TEXT_LAYER), (), None)
    page = browser.open(receipt + "/state").text
    assert "data-finished" in page
    assert "pictures of pages and no text" in page


def test_earlier_attempts_stay_in_sight(moodle: House) -> None:
    send(moodle, "First.")
    send(moodle, "Second.")
    page = moodle.launch("mei").page.text
    assert "Receipt of attempt 2" in page
    assert "Attempt 1" in page


def test_another_students_receipt_is_not_found(moodle: House) -> None:
    url = send(moodle, "Mine.").page.url
    other = moodle.launch("jonas")
    own_visit = other.page.url.rsplit("/assignment", 1)[0]
    assert other.open(own_visit + "/submissions/" + url.rsplit("/", 1)[1]).status == 404
    assert other.open(url).status == 401


def test_a_form_without_its_token_changes_nothing(moodle: House) -> None:
    browser = moodle.launch("mei")
    form = browser.form("/submissions")
    for token in ("", "0" * 64):
        form.fields["form_token"] = token
        assert browser.submit(form, {"text": "Forged."}).status == 400
    assert count(moodle, Document) == 0


def test_staff_do_not_hand_in_and_students_open_no_staff_page(moodle: House) -> None:
    teacher, student = moodle.launch("teacher"), moodle.launch("mei")
    assert teacher.open(teacher.page.url.replace("/class", "/assignment")).status == 403
    for page in ("/class", "/settings"):
        assert student.open(moodle.launch("mei", student).page.url.replace("/assignment", page)).status == 403


def test_a_visit_ends_with_its_time(moodle: House) -> None:
    from datetime import UTC, datetime

    from plugin.store.tables import Visit

    browser = moodle.launch("mei")
    with moodle.database.session() as session:
        session.execute(update(Visit).values(expires=datetime.now(UTC)))
    assert browser.open(browser.page.url).status == 401


def test_markup_in_names_titles_and_texts_is_shown_as_text(moodle: House) -> None:
    moodle.platform.bend = lambda claims: claims | {"name": "<script>alert(1)</script>"}
    send(moodle, file=("<img src=x>.txt", b"Plain."))
    page = moodle.launch("teacher").page.text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
