"""A handed-in file on its way to becoming text: what kind it is, told from its bytes and never from its name."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, field
from enum import StrEnum

from plugin.domain.score import Reason


class MediaType(StrEnum):
    TEXT = "text/plain"
    HTML = "text/html"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Text:
    """The text of a document as a reader would see it, with facts about the reading.

    Paragraphs are separated by a blank line. `facts` hold numbers and codes only (pages, encoding, ...).
    `notes` are codes of `Caveat`s that the reading itself gives rise to.
    """

    content: str
    media_type: MediaType
    facts: dict[str, str | int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Unreadable(Exception):  # noqa: N818 - an answer to the reader, not an error of ours
    """The document holds no text that can be read here; `reason` says why."""

    def __init__(self, reason: Reason, **facts: str | int):
        super().__init__(reason.value)
        self.reason = reason
        self.facts = facts


_PDF_HEADER_WITHIN = 1024  # ISO 32000-1, annex H 3.4.1: readers accept the header within the first 1024 bytes
_ZIP, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_ZIP_END_WITHIN = 22 + 65_535  # APPNOTE 4.3.16: the record at the end, and a comment
_OLE, _ENCRYPTED_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
_CONTROL = frozenset(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27}
# Words among marks: taken for plain text, the marks would be judged with the words.
_HTML = re.compile(
    rb"\s*(<\?xml[^>]{0,200}\?>\s*)?(<!--[^>]{0,1000}-->\s*)?(<!doctype\s+html|<html[\s>])", re.IGNORECASE
)
_OTHER_MARKS = (b"{\\rtf", b"<?xml", b"%!PS", b"MIME-Version:")


def sniff(data: bytes) -> MediaType | None:
    """Tell the type of `data` from its bytes; None for anything that Caveat does not read."""
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return MediaType.PDF
    if data.startswith(_ZIP):
        # Member names stand uncompressed in a zip's central directory: nothing needs to be unpacked to look. Word on
        # the web writes document2.xml.
        return MediaType.DOCX if b"word/document" in data else None
    return _kind_of_text(data) if _looks_like_text(data) else None


def why_closed(data: bytes) -> Reason | None:
    """Why no program opens `data` without more, as far as its outside tells: nothing is parsed. A PDF cut short is not
    told so, for programs mend many."""
    if data.startswith(_OLE) and _ENCRYPTED_OFFICE in data:
        return Reason.ENCRYPTED
    if data.startswith(_ZIP) and _ZIP_END not in data[-_ZIP_END_WITHIN:]:
        return Reason.UNREADABLE  # where everything else in it is found (zipfile, Word)
    return None


def _kind_of_text(data: bytes) -> MediaType | None:
    """An essay may begin with "<p>"; a whole page of HTML says so at its head."""
    head = data[:2000].removeprefix(BOM_UTF8)
    if _HTML.match(head):
        return MediaType.HTML
    return None if head.lstrip().startswith(_OTHER_MARKS) else MediaType.TEXT


def _looks_like_text(data: bytes) -> bool:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return True
    return not any(byte in _CONTROL for byte in data[:65536])
