"""PDF: the text layer page by page, with the hard line ends inside paragraphs taken out."""

import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import Limits

_ENOUGH = 25  # characters: fewer on a page are a page number or a stamp, not its text
_HYPHEN = re.compile(r"(?<=[a-z\u00df-\u00ff])[\u00ad-]\n(?=[a-z\u00df-\u00ff])")
# PDFium puts one of these where it took a word apart at a line's end, in the place of hyphen and line end.
_MARKED_HYPHEN = re.compile("[\ufffe\x02]\n?")
_ENDS_SENTENCE = re.compile(r"[.!?:;\"'\u201d\u2019)]\s*$")


def read_pdf(data: bytes, limits: Limits) -> tuple[str, dict[str, str | int], tuple[str, ...]]:
    document = _open(data)
    pages = len(document)
    if pages > limits.max_pages:
        raise Unreadable(Reason.TOO_LARGE_INSIDE, pages=pages, maximum=limits.max_pages)
    texts = [_page(document, number) for number in range(pages)]
    without = sum(len(text.strip()) < _ENOUGH for text in texts)
    if without == pages:
        raise Unreadable(Reason.NO_TEXT_LAYER, pages=pages)
    facts: dict[str, str | int] = {"pages": pages, "pages_without_text": without}
    return "\n\n".join(paragraphs(text) for text in texts), facts, ("pages_without_text",) if without else ()


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower()
        raise Unreadable(Reason.ENCRYPTED if locked else Reason.UNREADABLE) from error


def _page(document: pdfium.PdfDocument, number: int) -> str:
    page = document[number]
    text = page.get_textpage().get_text_bounded()
    page.close()
    return _MARKED_HYPHEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> str:
    """Join lines that a sentence runs across; a clearly short line that ends a sentence ends its paragraph."""
    lines = _HYPHEN.sub("", text).split("\n")
    longest = max((len(line) for line in lines), default=0)
    joined = ""
    for line in (line.strip() for line in lines):
        if not line:
            joined = joined.rstrip() + "\n\n"
            continue
        joined += line
        short = len(line) < 0.75 * longest
        joined += "\n\n" if short and _ENDS_SENTENCE.search(line) else " "
    return joined.strip()
