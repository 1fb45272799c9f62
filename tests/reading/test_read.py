"""Any bytes at all: a text, or a reason why not; and the next document is read as if nothing had happened."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.score import Reason
from tests.reading import documents
from tests.reading.answers import reason_of
from workers.reading.child import answer_to
from workers.reading.limits import DEFAULT
from workers.reading.parse import clean
from workers.reading.read import read


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", Reason.EMPTY),
        (b" \n \t ", Reason.EMPTY),
        (documents.PROGRAM, Reason.UNSUPPORTED_TYPE),
        (documents.spreadsheet_like_zip(), Reason.UNSUPPORTED_TYPE),
        (bytes(160 + n * 7 % 96 for n in range(4000)), Reason.UNREADABLE),
        (documents.docx_file()[:-400], Reason.UNREADABLE),
        (b"PK\x03\x04 word/document.xml", Reason.UNREADABLE),
        (documents.docx_bomb(), Reason.TOO_LARGE_INSIDE),
        (documents.docx_packed_tight(), Reason.TOO_LARGE_INSIDE),
        (documents.docx_of_many_members(), Reason.TOO_LARGE_INSIDE),
        (documents.locked_docx(), Reason.ENCRYPTED),
        (documents.locked_pdf(), Reason.ENCRYPTED),
        (documents.scanned_pdf(), Reason.NO_TEXT_LAYER),
        (documents.pdf_file()[:400], Reason.UNREADABLE),
        (b"%PDF-1.7\n garbage", Reason.UNREADABLE),
        (documents.pdf_of_one_page_many_times(), Reason.TOO_LARGE_INSIDE),
        (documents.pdf_whose_pages_hold_themselves(), Reason.UNREADABLE),
        (documents.pdf_of_pages([[]]), Reason.EMPTY),
    ],
    ids=["empty", "white space", "exe", "xlsx", "random letters", "cut docx", "docx in name", "docx bomb",
         "docx packed tight", "many members", "locked docx", "locked pdf", "scanned pdf", "cut pdf", "no pdf",
         "page bomb", "pages in a ring", "blank page"],
)  # fmt: skip
def test_a_bad_document_has_its_reason_and_the_next_is_read(data: bytes, expected: Reason) -> None:
    assert reason_of(data) is expected
    assert read(b"Plain words.").content == "Plain words."


def test_every_kind_of_line_end_is_one_and_control_characters_are_none() -> None:
    raw = "one\r\ntwo\rthree\x0bfour\x85five\u2028six\x0cseven\u2029eight\n \n\n\nnine\x07\u009f e\u0301"
    assert clean(raw) == "one\ntwo\nthree\nfour\nfive\nsix\n\nseven\n\neight\n\nnine \u00e9"


def test_one_byte_is_a_text_of_one_letter() -> None:
    assert read(b"x").content == "x"


def test_more_bytes_than_are_read_are_not_even_handed_over() -> None:
    assert reason_of(b"x" * 11, replace(DEFAULT, max_bytes=10)) is Reason.TOO_LARGE_INSIDE


def test_more_text_than_is_judged_is_too_long() -> None:
    assert reason_of(b"word " * 400, replace(DEFAULT, max_characters=1000)) is Reason.TOO_LONG


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2000), st.sampled_from([b"", b"%PDF-1.5\n", b"PK\x03\x04word/document.xml", b"\xff\xfe"]))
def test_no_bytes_bring_more_than_a_text_or_a_reason(data: bytes, head: bytes) -> None:
    answer = answer_to(head + data, DEFAULT)
    assert "content" in answer or Reason(str(answer["reason"]))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_a_docx_with_some_bytes_changed_is_a_text_or_a_reason(at: int, data: bytes) -> None:
    original = documents.docx_file()
    at %= len(original)
    answer = answer_to(original[:at] + data + original[at + len(data) :], DEFAULT)
    assert "content" in answer or Reason(str(answer["reason"]))
