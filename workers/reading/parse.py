"""One document in, its text out, in the process that calls. `read` is the safe way in."""

import re
import unicodedata

from plugin.domain.document import MediaType, Text, Unreadable, sniff
from plugin.domain.score import Reason
from workers.reading.limits import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_BLANK_LINES = re.compile(r"\n\s*\n+")


def parse(data: bytes, limits: Limits) -> Text:
    """Raises Unreadable; may raise what a parser raises on a broken file."""
    if data.startswith(_OLE) and _ENCRYPTED_OFFICE in data:
        raise Unreadable(Reason.ENCRYPTED)
    media_type = sniff(data)
    if media_type is None:
        raise Unreadable(Reason.UNSUPPORTED_TYPE)
    raw, facts, notes = _reader(media_type)(data, limits)
    content = clean(raw)
    if not content:
        raise Unreadable(Reason.EMPTY)
    if len(content) > limits.max_characters:
        raise Unreadable(Reason.TOO_LONG, characters=len(content), maximum=limits.max_characters)
    facts |= {"characters": len(content), "words": len(content.split())}
    return Text(content, media_type, facts, notes)


def _reader(media_type: MediaType):  # type: ignore[no-untyped-def]
    """Each parser is loaded only when its type comes: the process starts in a fraction of a second."""
    if media_type is MediaType.PDF:
        from workers.reading.pdf import read_pdf

        return read_pdf
    if media_type is MediaType.DOCX:
        from workers.reading.docx import read_docx

        return read_docx
    from workers.reading.plain import read_plain

    return read_plain


def clean(raw: str) -> str:
    """Composed (NFC), line ends \\n, no control characters, paragraphs a blank line apart."""
    text = unicodedata.normalize("NFC", raw).replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return _BLANK_LINES.sub("\n\n", text).strip()
