"""Word documents: paragraphs and tables in their order, footnotes last. The zip is looked at before it is opened.

Read are the parts with the text, and no others: macros, styles, pictures and embedded files stay bytes.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docx.opc.pkgreader import PackageReader
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml  # resolves no entities, loads no DTD

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import MEBIBYTE, Limits
from workers.reading.zip_directory import longest

_DOCUMENT, _PARAGRAPH, _RUN = qn("w:document"), qn("w:p"), qn("w:r")
_SHOWN = {qn("w:t"): None, qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# Text taken out or moved elsewhere, and the copy of a text box that is kept for Word 2007 (ECMA-376 part 3, 7.5).
_NOT_SHOWN = (
    qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)  # fmt: skip
# "Strict" documents call the same elements by another namespace (ISO/IEC 29500-1, annex A).
_STRICT, _USUAL = b"http://purl.oclc.org/ooxml/wordprocessingml/main", nsmap["w"].encode()
_TEXT, _NOTES = "/officeDocument", ("/footnotes", "/endnotes")  # ends of a relationship's type, Strict or not
_DIRECTORY = MEBIBYTE  # the names of two thousand parts take a tenth of it
_ANY_RATIO = 10 * MEBIBYTE  # as little as this does no harm, however small it was packed


def read_docx(data: bytes, limits: Limits) -> tuple[str, dict[str, str | int], tuple[str, ...]]:
    """(text, facts, notes). Raises Unreadable, or what lxml raises for broken XML."""
    _look_inside(data, limits)
    parts = list(_parts(data))
    main = next((_tree(blob) for kind, blob in parts if kind.endswith(_TEXT)), None)
    if main is None or main.tag != _DOCUMENT:
        raise Unreadable(Reason.UNREADABLE)
    notes = [_tree(blob) for ending in _NOTES for kind, blob in parts if kind.endswith(ending)]
    blocks = [block for tree in (main, *notes) for block in _paragraphs(tree)]
    return "\n\n".join(block for block in blocks if block.strip()), {}, ()


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(type of the relationship that leads there, content), the package's own first. What lies elsewhere is not
    fetched."""
    try:
        reader: Any = PackageReader
        for _, _, kind, blob in reader.from_file(io.BytesIO(data)).iter_sparts():
            yield kind, blob
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Unreadable(Reason.UNREADABLE) from error


def _tree(blob: bytes) -> Any:
    return parse_xml(blob.replace(_STRICT, _USUAL))


def _look_inside(data: bytes, limits: Limits) -> None:
    """Sizes as the directory states them: zipfile unpacks no member further than that. A zip within the zip (an
    embedded chart) counts as it lies there: nothing opens it."""
    if longest(data) > _DIRECTORY:
        raise Unreadable(Reason.TOO_LARGE_INSIDE, maximum=limits.max_members)
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
