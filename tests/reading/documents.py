"""Documents made by the tests themselves: good ones, broken ones, hostile ones."""

import io
import zipfile

import docx
import pypdf
from reportlab.pdfgen.canvas import Canvas

PARAGRAPHS = (
    "The first paragraph runs over more than one line of this docu-",
    "ment, as paragraphs in a PDF always do, and on its third line",
    "it ends.",
    "A second paragraph begins now and ends.",
)


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


def locked_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file()))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked_docx() -> bytes:
    """What Word writes with a password: an OLE container with a stream of that name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
