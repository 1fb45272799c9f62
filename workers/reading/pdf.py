"""PDF: the text layer page by page. Lines become paragraphs in `paragraphs`."""

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.layout import spaced
from workers.reading.limits import Limits
from workers.reading.paragraphs import joined_pages, rebuilt

_ENOUGH = 25  # characters: fewer beside a picture are a page number or a scanner's stamp
_DRAWN = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING)
_DEPTH = 4  # of forms within forms, where scanners like to put their pictures


def read_pdf(data: bytes, limits: Limits) -> tuple[str, dict[str, str | int], tuple[str, ...]]:
    """(text, facts, notes). Raises Unreadable: ENCRYPTED, TOO_LARGE_INSIDE, NO_TEXT_LAYER, UNREADABLE."""
    document = _open(data)
    pages = len(document)
    if pages > limits.max_pages:
        raise Unreadable(Reason.TOO_LARGE_INSIDE, pages=pages, maximum=limits.max_pages)
    read = [_page(document, number) for number in range(pages)]
    without = sum(picture for _, picture in read)
    if without and not any(text.strip() for text, picture in read if not picture):
        raise Unreadable(Reason.NO_TEXT_LAYER, pages=pages)
    facts: dict[str, str | int] = {"pages": pages, "pages_without_text": without}
    text = joined_pages([rebuilt(text) for text, _ in read])
    return text, facts, ("pages_without_text",) if without else ()


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower()
        raise Unreadable(Reason.ENCRYPTED if locked else Reason.UNREADABLE) from error


def _page(document: pdfium.PdfDocument, number: int) -> tuple[str, bool]:
    """The page's text, and whether its writing seems to be in a picture."""
    page = document[number]
    textpage = page.get_textpage()
    text = spaced(textpage.get_text_bounded().replace("\r\n", "\n").replace("\r", "\n"), textpage)
    picture = len(text.strip()) < _ENOUGH and _is_picture(page, bool(text.strip()))
    page.close()
    return text, picture


def _is_picture(page: pdfium.PdfPage, has_text: bool) -> bool:
    """A short letter with a ruled line is no picture; lines alone may be letters drawn as outlines. An empty page
    is neither."""
    kinds = _DRAWN[:1] if has_text else _DRAWN
    return next(iter(page.get_objects(filter=kinds, max_depth=_DEPTH)), None) is not None
