"""Documents made by the tests themselves: good ones, broken ones, hostile ones."""

import io
import re
import zipfile
from collections.abc import Iterable

import docx
import pypdf
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

PARAGRAPHS = (
    "The first paragraph runs over more than one line of this docu-",
    "ment, as paragraphs in a PDF always do, and on its third line",
    "it ends.",
    "A second paragraph begins now and ends.",
)
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200


def docx_file() -> bytes:
    document = docx.Document()
    document.add_heading("A heading")
    document.add_paragraph("First one.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "cell a", "cell b"
    document.add_paragraph("Last one.")
    return _saved(document)


def _saved(document: "docx.document.Document") -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_with(body_xml: str, prolog: str = "") -> bytes:
    """A docx whose body is given as XML."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="{space}"><w:body>{body_xml}</w:body></w:document>'
    return replaced(docx_file(), "word/document.xml", xml.encode())


def replaced(package: bytes, member: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, data if name == member else old.read(name))
    return out.getvalue()


def docx_bomb() -> bytes:
    return replaced(docx_file(), "word/document.xml", b" " * (200 * 1024 * 1024))


def docx_packed_tight() -> bytes:
    """Less than the limit when unpacked, yet far more than any text could be packed to."""
    return replaced(docx_file(), "word/document.xml", b" " * (60 * 1024 * 1024))


def docx_with_footnote() -> bytes:
    document = docx.Document()
    document.add_paragraph("The text.")
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    note = "<w:footnote><w:p><w:r><w:t>The note.</w:t></w:r></w:p></w:footnote>"
    xml = f'<w:footnotes xmlns:w="{space}">{note}</w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), document.part.package)
    document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    return _saved(document)


def docx_of_many_members() -> bytes:
    out = io.BytesIO(docx_file())
    with zipfile.ZipFile(out, "a") as package:
        for number in range(3000):
            package.writestr(f"word/{number}.bin", b"")
    return out.getvalue()


def spreadsheet_like_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    return out.getvalue()


def pdf_file(lines: tuple[str, ...] = PARAGRAPHS, picture_pages: int = 0, pages: int = 1) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(pages):
        for row, line in enumerate(lines):
            canvas.drawString(50, 800 - 15 * row, line)
        canvas.showPage()
    for _ in range(picture_pages):
        canvas.rect(50, 50, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scanned_pdf() -> bytes:
    return pdf_file(lines=(), pages=0, picture_pages=2)


def pdf_of_pages(pages: Iterable[Iterable[tuple[float, float, str]]], photo: bool = False, rule: bool = False) -> bytes:
    """Each page as (x, y, line); with a photo behind each, as a scanner would have it, or a ruled line."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for lines in pages:
        if rule:
            canvas.line(50, 50, 500, 50)
        if photo:
            canvas.drawImage(ImageReader(Image.new("RGB", (20, 30), "grey")), 0, 0, 590, 840)
        for x, y, line in lines:
            canvas.drawString(x, y, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_with_wrong_xref() -> bytes:
    return re.sub(rb"startxref\n\d+", b"startxref\n99999", pdf_file())


def pdf_that_claims_pages() -> bytes:
    """One page that says it is ten million."""
    return re.sub(rb"/Count 1\b", b"/Count 9999999", pdf_file())


def _pdf(*objects: bytes) -> bytes:
    body = b"".join(b"%d 0 obj%sendobj\n" % (number, thing) for number, thing in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n"


def pdf_of_one_page_many_times() -> bytes:
    tree = b"<</Type/Pages/Count 200000/Kids[" + b"3 0 R " * 200_000 + b"]>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return _pdf(b"<</Type/Catalog/Pages 2 0 R>>", tree, page)


def pdf_whose_pages_hold_themselves() -> bytes:
    return _pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 3/Kids[2 0 R 2 0 R]>>")


def locked_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file()))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked_docx() -> bytes:
    """What Word writes with a password: an OLE container with a stream of that name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100


def docx_with_macros() -> bytes:
    """As Word calls them: the same text, another type of its main part, and a program beside it."""
    usual = "wordprocessingml.document.main+xml"
    types = _member(docx_file(), "[Content_Types].xml").replace(
        f"application/vnd.openxmlformats-officedocument.{usual}".encode(),
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    out = io.BytesIO(replaced(docx_file(), "[Content_Types].xml", types))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/vbaProject.bin", PROGRAM)
    return out.getvalue()


def strict_docx() -> bytes:
    """As Word saves with "Strict Open XML": other names for the same elements and relationships."""
    transitional, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    package = docx_file()
    body = _member(package, "word/document.xml").replace(
        transitional + b"wordprocessingml/2006/", strict + b"wordprocessingml/"
    )
    package = replaced(package, "word/document.xml", body)
    old, new = transitional + b"officeDocument/2006/relationships/", strict + b"officeDocument/relationships/"
    for name in ("_rels/.rels", "word/_rels/document.xml.rels"):
        package = replaced(package, name, _member(package, name).replace(old, new))
    return package


def docx_of_word_on_the_web() -> bytes:
    """Its main part is called document2.xml."""
    out, package = io.BytesIO(), docx_file()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            renamed = name.replace("word/document.xml", "word/document2.xml").replace(
                "document.xml.rels", "document2.xml.rels"
            )
            new.writestr(renamed, old.read(name).replace(b"word/document.xml", b"word/document2.xml"))
    return out.getvalue()


def _member(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(name)
