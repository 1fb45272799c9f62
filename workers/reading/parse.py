"""One document in, its text out, in the process that calls. `read` is the safe way in."""

import re
import unicodedata

from plugin.domain.document import MediaType, Text, Unreadable, sniff, why_closed
from plugin.domain.score import Reason
from plugin.domain.word_count import count_words
from workers.reading.limits import Limits

_LINE_END = re.compile("\r\n|[\r\x0b\x85\u2028]")
_PARAGRAPH_END = re.compile("[\x0c\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACE_FOR_LAYOUT = 4
_BLANK_LINES = re.compile(r"\n\s*\n+")


def parse(data: bytes, limits: Limits, marked_up: bool = False) -> Text:
    """Raises Unreadable; may raise what a parser raises on a broken file."""
    if closed := why_closed(data):
        raise Unreadable(closed)
    media_type = sniff(data)
    if media_type is None:
        raise Unreadable(Reason.UNSUPPORTED_TYPE)
    if media_type is MediaType.TEXT and marked_up:
        media_type = MediaType.HTML
    raw, facts, notes = _reader(media_type)(data, limits)
    if len(raw) > _SPACE_FOR_LAYOUT * limits.max_characters:  # cleaning would cost seconds, to the same end
        raise Unreadable(Reason.TOO_LONG, characters=len(raw), maximum=limits.max_characters)
    content = clean(raw)
    if not content:
        raise Unreadable(Reason.EMPTY)
    if len(content) > limits.max_characters:
        raise Unreadable(Reason.TOO_LONG, characters=len(content), maximum=limits.max_characters)
    facts |= {"characters": len(content), "words": count_words(content)}
    return Text(content, media_type, facts, notes)


def _reader(media_type: MediaType):  # type: ignore[no-untyped-def]
    """Each parser is loaded only when its type comes: the process starts in a fraction of a second."""
    if media_type is MediaType.PDF:
        from workers.reading.pdf import read_pdf

        return read_pdf
    if media_type is MediaType.DOCX:
        from workers.reading.docx import read_docx

        return read_docx
    if media_type is MediaType.HTML:
        from workers.reading.markup import read_html

        return read_html
    from workers.reading.plain import read_plain

    return read_plain


def clean(raw: str) -> str:
    """Composed (NFC), line ends \\n, no control characters, paragraphs a blank line apart."""
    text = _PARAGRAPH_END.sub("\n\n", _LINE_END.sub("\n", unicodedata.normalize("NFC", raw)))
    return _BLANK_LINES.sub("\n\n", _CONTROL.sub("", text)).strip()
