"""A handed-in file on its way to becoming text: what kind it is, told from its bytes and never from its name."""

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
_CONTROL = frozenset(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27}


def sniff(data: bytes) -> MediaType | None:
    """Tell the type of `data` from its bytes; None for anything that Caveat does not read."""
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return MediaType.PDF
    if data.startswith(b"PK\x03\x04"):
        # Member names stand uncompressed in a zip's central directory: nothing needs to be unpacked to look.
        return MediaType.DOCX if b"word/document.xml" in data else None
    return MediaType.TEXT if _looks_like_text(data) else None


def _looks_like_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 with its byte order mark
        return True
    return not any(byte in _CONTROL for byte in data[:65536])
