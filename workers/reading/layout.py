"""Where the lines of a PDF's page stand: a wider gap above, or a first line set in, begins a paragraph."""

from ctypes import byref, c_double
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_WIDER = 1.3  # times the page's usual gap between lines
_INDENT = 8.0  # points


@dataclass(frozen=True)
class Place:
    """Of one line: the x of its first letter, and the baselines of its first and last, in points from the page's
    lower left. They differ where PDFium made one line of two to mend a word."""

    left: float
    first: float
    last: float


def spaced(text: str, textpage: pdfium.PdfTextPage) -> str:
    """`text` (line ends \\n) with a blank line where the layout begins a paragraph; unchanged when lines and places
    do not match, as on pages with text beyond their edges."""
    lines = text.split("\n")
    places = _places(textpage)
    if len(places) != len(lines):
        return text
    begins = _begins_paragraph(places)
    return "\n".join("\n" + line if number in begins else line for number, line in enumerate(lines))


def _begins_paragraph(places: list[Place | None]) -> set[int]:
    stand = [(number, place) for number, place in enumerate(places) if place is not None]
    gaps = {number: above.last - place.first for (_, above), (number, place) in pairwise(stand)}
    usual = median([gap for gap in gaps.values() if gap > 0] or [0.0])
    far = {number for number, gap in gaps.items() if gap > _WIDER * usual}
    return far | {
        number
        for (_, above), (number, place), (_, below) in zip(stand, stand[1:], stand[2:], strict=False)
        if place.left > _INDENT + max(above.left, below.left)
    }


def _places(textpage: pdfium.PdfTextPage) -> list[Place | None]:
    """One for each line; None for a line without letters."""
    places: list[Place | None] = []
    letters: list[int] = []  # the line's first and last so far
    for index in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code == ord("\n"):
            places.append(_place(textpage, letters))
            letters = []
        elif code > ord(" "):
            letters = [letters[0], index] if letters else [index, index]
    return [*places, _place(textpage, letters)]


def _place(textpage: pdfium.PdfTextPage, letters: list[int]) -> Place | None:
    if not letters:
        return None
    (left, first), (_, last) = (_origin(textpage, index) for index in letters)
    return Place(left, first, last)


def _origin(textpage: pdfium.PdfTextPage, index: int) -> tuple[float, float]:
    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(textpage, index, byref(x), byref(y))
    return x.value, y.value
