"""Word documents: paragraphs and tables in their order, footnotes last. The zip is looked at before it is opened."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml  # resolves no entities, loads no DTD

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import MEBIBYTE, Limits

_PARAGRAPH, _RUN = qn("w:p"), qn("w:r")
_SHOWN = {qn("w:t"): None, qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# Text taken out or moved elsewhere, and the copy of a text box that is kept for Word 2007 (ECMA-376 part 3, 7.5).
_NOT_SHOWN = (
    qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)  # fmt: skip
_ANY_RATIO = 10 * MEBIBYTE  # as little as this does no harm, however small it was packed


def read_docx(data: bytes, limits: Limits) -> tuple[str, dict[str, str | int], tuple[str, ...]]:
    """(text, facts, notes). Raises Unreadable, or what lxml raises for broken XML."""
    _look_inside(data, limits)
    try:
        document = Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Unreadable(Reason.UNREADABLE) from error
    blocks = [*_paragraphs(document.element.body), *_footnotes(document)]
    return "\n\n".join(block for block in blocks if block.strip()), {}, ()


def _look_inside(data: bytes, limits: Limits) -> None:
    """Sizes as the directory states them: zipfile unpacks no member further than that. A zip within the zip (an
    embedded chart) counts as it lies there: nothing opens it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable(Reason.UNREADABLE) from error
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(Reason.ENCRYPTED)
    if len(members) > limits.max_members:
        raise Unreadable(Reason.TOO_LARGE_INSIDE, members=len(members), maximum=limits.max_members)
    unpacked = sum(member.file_size for member in members)
    allowed = min(limits.max_unpacked_bytes, max(_ANY_RATIO, limits.max_ratio * len(data)))
    if unpacked > allowed:
        raise Unreadable(Reason.TOO_LARGE_INSIDE, unpacked=unpacked, maximum=allowed)


def _paragraphs(element: Any) -> Iterator[str]:
    """Every w:p in document order, in tables and text boxes as well."""
    for paragraph in element.iter(_PARAGRAPH):
        if next(paragraph.iterancestors(*_NOT_SHOWN), None) is None:
            yield "".join(_pieces(paragraph))


def _pieces(paragraph: Any) -> Iterator[str]:
    """What a reader sees. A paragraph in a text box inside this one comes on its own; a w:tab outside a run is
    the setting of a tab stop."""
    for node in paragraph.iter(*_SHOWN):
        within = next(node.iterancestors(_PARAGRAPH, *_NOT_SHOWN), None)
        if within is paragraph and node.getparent().tag == _RUN:
            yield _SHOWN[node.tag] or node.text or ""


def _footnotes(document: Any) -> Iterator[str]:
    for part in document.part.package.iter_parts():
        if str(part.partname) in ("/word/footnotes.xml", "/word/endnotes.xml"):
            yield from _paragraphs(parse_xml(part.blob))
