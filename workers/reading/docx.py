"""Word documents: paragraphs and tables in their order, footnotes last. The zip is looked at before it is opened."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import Limits


def read_docx(data: bytes, limits: Limits) -> tuple[str, dict[str, str | int], tuple[str, ...]]:
    _look_inside(data, limits)
    try:
        document = Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Unreadable(Reason.UNREADABLE) from error
    blocks = [*_paragraphs(document.element.body), *_footnotes(document)]
    return "\n\n".join(block for block in blocks if block.strip()), {}, ()


def _look_inside(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable(Reason.UNREADABLE) from error
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(Reason.ENCRYPTED)
    if len(members) > limits.max_members or sum(member.file_size for member in members) > limits.max_unpacked:
        raise Unreadable(Reason.TOO_LARGE_INSIDE)


def _paragraphs(element: Any) -> Iterator[str]:
    """Every w:p in document order, in tables and text boxes as well."""
    for paragraph in element.iter(qn("w:p")):
        yield "".join(_runs(paragraph))


def _runs(paragraph: Any) -> Iterator[str]:
    """What a reader sees: w:t and breaks. Deleted text stands in w:delText and is left out; a paragraph inside a
    text box inside this one comes on its own."""
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):
        if next(node.iterancestors(qn("w:p")), None) is not paragraph:
            continue
        if node.tag == qn("w:t"):
            yield node.text or ""
        else:
            yield "\t" if node.tag == qn("w:tab") else "\n"


def _footnotes(document: Any) -> Iterator[str]:
    for part in document.part.package.iter_parts():
        if str(part.partname) in ("/word/footnotes.xml", "/word/endnotes.xml"):
            from docx.oxml.parser import parse_xml

            yield from _paragraphs(parse_xml(part.blob))
