"""What kind a file is, told from its bytes."""

import pytest

from plugin.domain.document import MediaType, sniff, why_closed
from plugin.domain.score import Reason

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><p>Words",
        b"\xef\xbb\xbf\r\n<HTML lang=en>",
        b"<?xml version='1.0'?>\n<html xmlns='x'>",
        b"<!-- saved from an address -->\n<html>",
    ],
)
def test_a_whole_page_of_html_is_told_by_its_head(page: bytes) -> None:
    assert sniff(page) is MediaType.HTML


@pytest.mark.parametrize("essay", [b"<p>Words", b"<htmlish words", b"An essay on <html>.", b"<3 is a heart."])
def test_an_essay_that_begins_with_a_mark_is_text(essay: bytes) -> None:
    assert sniff(essay) is MediaType.TEXT


@pytest.mark.parametrize(
    "other",
    [b"{\\rtf1\\ansi Words}", b"<?xml version='1.0'?><office:document/>", b"%!PS-Adobe-3.0", b"\x1f\x8b\x08\x00"],
)
def test_words_between_marks_that_are_not_read_are_no_text(other: bytes) -> None:
    """Else the marks would be judged as the student's own."""
    assert sniff(other) is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (OLE + b"\0" * 20 + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
        (b"PK\x03\x04 word/document.xml", Reason.UNREADABLE),
        (b"PK\x03\x04 word/document.xml PK\x05\x06" + b"\0" * 18, None),
        (OLE + b"\0" * 20, None),
        (b"Words.", None),
    ],
)
def test_what_no_program_opens_is_told_from_outside(data: bytes, reason: Reason | None) -> None:
    assert why_closed(data) is reason
