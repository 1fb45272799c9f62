"""Any bytes at all: a text, or a reason why not; and the next document is read as if nothing had happened."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.document import MediaType, Unreadable
from plugin.domain.score import Reason
from tests.reading import documents
from workers.reading import read as room
from workers.reading.child import answer_to
from workers.reading.limits import DEFAULT
from workers.reading.read import read

SENTENCE = "Naïve readers – and others – liked the “déjà vu” of it, señor. "


def reason(data: bytes, limits: object = DEFAULT) -> Reason:
    with pytest.raises(Unreadable) as refused:
        read(data, limits)  # type: ignore[arg-type]
    return refused.value.reason


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", Reason.EMPTY),
        (b" \n \t ", Reason.EMPTY),
        (b"MZ\x90\x00" + b"\x00" * 200, Reason.UNSUPPORTED_TYPE),
        (documents.spreadsheet_like_zip(), Reason.UNSUPPORTED_TYPE),
        (bytes(160 + n * 7 % 96 for n in range(4000)), Reason.UNREADABLE),
        (documents.docx_file()[:-400], Reason.UNREADABLE),
        (b"PK\x03\x04 word/document.xml", Reason.UNREADABLE),
        (documents.docx_bomb(), Reason.TOO_LARGE_INSIDE),
        (documents.docx_of_many_members(), Reason.TOO_LARGE_INSIDE),
        (documents.locked_docx(), Reason.ENCRYPTED),
        (documents.locked_pdf(), Reason.ENCRYPTED),
        (documents.scanned_pdf(), Reason.NO_TEXT_LAYER),
        (documents.pdf_file()[:400], Reason.UNREADABLE),
        (b"%PDF-1.7\n garbage", Reason.UNREADABLE),
    ],
    ids=["empty", "white space", "exe", "xlsx", "random letters", "cut docx", "docx in name", "docx bomb",
         "many members", "locked docx", "locked pdf", "scanned pdf", "cut pdf", "no pdf"],
)  # fmt: skip
def test_a_bad_document_has_its_reason_and_the_next_is_read(data: bytes, expected: Reason) -> None:
    assert reason(data) is expected
    assert read(b"Plain words.").content == "Plain words."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_its_encoding_and_a_guess_is_said(encoding: str) -> None:
    text = read((SENTENCE * 12).encode(encoding))
    assert text.content == (SENTENCE * 12).strip()
    assert text.notes == (("encoding_guessed",) if encoding == "cp1252" else ())


def test_one_byte_is_a_text_of_one_letter() -> None:
    assert read(b"x").content == "x"


def test_a_word_document_is_read_in_its_order_with_its_tables() -> None:
    text = read(documents.docx_file())
    assert text.media_type is MediaType.DOCX
    assert text.content.split("\n\n") == ["A heading", "First one.", "cell a", "cell b", "Last one."]


def test_deleted_text_is_not_text_and_breaks_are_kept() -> None:
    body = (
        "<w:p><w:r><w:t>kept</w:t><w:br/><w:t>next</w:t></w:r>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    )
    assert read(documents.docx_with(body)).content == "kept\nnext"


def test_an_external_entity_is_not_fetched() -> None:
    prolog = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    data = documents.docx_with("<w:p><w:r><w:t>a &secret; b</w:t></w:r></w:p>", prolog)
    try:
        assert "root:" not in read(data).content
    except Unreadable as refused:
        assert refused.reason is Reason.UNREADABLE  # noqa: PT017 - either answer is safe


def test_entities_that_multiply_are_stopped() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    prolog = f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>'
    try:
        assert len(read(documents.docx_with("<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", prolog)).content) < 1000
    except Unreadable as refused:
        assert refused.reason in (Reason.UNREADABLE, Reason.TOO_LARGE_INSIDE, Reason.EMPTY)  # noqa: PT017


def test_a_pdf_loses_its_hard_line_ends_and_keeps_its_paragraphs() -> None:
    text = read(documents.pdf_file())
    assert text.content == (
        "The first paragraph runs over more than one line of this document, as paragraphs in a PDF always do, "
        "and on its third line it ends.\n\nA second paragraph begins now and ends."
    )
    assert text.facts["pages"] == 1


def test_pages_that_hold_only_pictures_are_noted() -> None:
    text = read(documents.pdf_file(picture_pages=2))
    assert text.notes == ("pages_without_text",)
    assert text.facts["pages_without_text"] == 2


def test_a_pdf_of_too_many_pages_is_not_read() -> None:
    assert reason(documents.pdf_file(pages=12), replace(DEFAULT, max_pages=10)) is Reason.TOO_LARGE_INSIDE


def test_more_text_than_is_judged_is_too_long() -> None:
    assert reason(b"word " * 400, replace(DEFAULT, max_characters=1000)) is Reason.TOO_LONG


@pytest.mark.parametrize(
    ("child", "expected"),
    [
        ("import time; time.sleep(60)", Reason.READING_TIMED_OUT),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", Reason.UNREADABLE),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", Reason.READING_TIMED_OUT),
        ("print('no answer')", Reason.UNREADABLE),
        ("print('{}')", Reason.UNREADABLE),
        ("print('[1]')", Reason.UNREADABLE),
        ("raise SystemExit(3)", Reason.UNREADABLE),
    ],
)
def test_whatever_becomes_of_the_reading_process_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, child: str, expected: Reason
) -> None:
    monkeypatch.setattr(room, "_CHILD", child)
    assert reason(b"Plain words.", replace(DEFAULT, wall_seconds=1.0)) is expected


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    child = room._CHILD.replace(
        "main()", "import workers.reading.child as c; c.answer_to = lambda *a: bytearray(3 * 1024**3) and {}; main()"
    )
    monkeypatch.setattr(room, "_CHILD", child)
    assert reason(b"Plain words.") is Reason.UNREADABLE


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2000), st.sampled_from([b"", b"%PDF-1.5\n", b"PK\x03\x04word/document.xml", b"\xff\xfe"]))
def test_no_bytes_bring_more_than_a_text_or_a_reason(data: bytes, head: bytes) -> None:
    answer = answer_to(head + data, DEFAULT)
    assert "content" in answer or Reason(str(answer["reason"]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_a_docx_with_some_bytes_changed_is_a_text_or_a_reason(at: int, data: bytes) -> None:
    original = documents.docx_file()
    at %= len(original)
    answer = answer_to(original[:at] + data + original[at + len(data) :], DEFAULT)
    assert "content" in answer or Reason(str(answer["reason"]))
