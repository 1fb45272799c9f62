"""PDFs: rings, depths, bombs, programs."""

import io
import re
import zlib

import pypdf
from reportlab.pdfgen.canvas import Canvas

from tests.reading import documents
from tests.reading.hostile import Kind

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TREE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
WORDS = b"BT /F 12 Tf 50 700 Td (Some words of an essay.) Tj ET"


def stream(data: bytes, about: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), about, data)


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, thing) for number, thing in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R" + trailer + b">>\n%%EOF"


def page(contents: bytes = stream(WORDS), catalog: bytes = b"", resources: bytes = b"", *more: bytes) -> bytes:
    return pdf(b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog, TREE, PAGE % resources, contents, FONT, *more)


def packed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter[" + b"/FlateDecode" * times + b"]")


def saved(change: str, *args: object, **kwargs: object) -> bytes:
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(documents.pdf_file())), io.BytesIO()
    getattr(writer, change)(*args, **kwargs)
    writer.write(out)
    return out.getvalue()


def xref_in_a_ring() -> bytes:
    good = documents.pdf_file()
    at = int(re.findall(rb"startxref\n(\d+)", good)[-1])
    return good.replace(b"/Root", b"/Prev %d /Root" % at)


def with_form_in_itself() -> bytes:
    form = stream(b"/X Do " + WORDS, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    return page(stream(b"/X Do " + WORDS), b"", b"/XObject<</X 6 0 R>>", form)


def with_image(width: int, height: int) -> bytes:
    about = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8" % (width, height)
    return page(stream(b"600 0 0 800 0 0 cm /X Do"), b"", b"/XObject<</X 6 0 R>>", stream(b"x", about))


def with_map(ranges: int) -> bytes:
    """A font whose characters are called by a table of their own, of many ranges."""
    table = b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange "
    table += b"%d beginbfrange " % ranges + b"<0000> <FFFF> <0041> " * ranges + b"endbfrange endcmap"
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[7 0 R]>>"
    catalog, end = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X>>"
    return pdf(catalog, TREE, PAGE % b"", stream(WORDS), font, packed(table), end)


def of_many_pages() -> bytes:
    canvas = Canvas(out := io.BytesIO())
    for number in range(600):
        canvas.drawString(50, 700, f"Page {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


DAMAGED, TIME = "unreadable", "reading_timed_out"
LAUNCH = b"/OpenAction<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>>>"
SCRIPT = b"/OpenAction<</S/JavaScript/JS(while(1){app.launchURL\\('http://127.0.0.1'\\)})>>"

PDFS: Kind = {
    "pdf cut short": (lambda: documents.pdf_file()[:600], f"{DAMAGED} text"),
    "pdf head alone": (lambda: b"%PDF-1.7\n%%EOF", DAMAGED),
    "pdf locked": (documents.locked_pdf, "encrypted"),
    "pdf locked against changes": (
        lambda: saved("encrypt", "", owner_password="owner", algorithm="AES-256"), "text"),
    "xref in a ring": (xref_in_a_ring, f"text {DAMAGED}"),
    "xref nowhere": (documents.pdf_with_wrong_xref, "text"),
    "pages in a ring": (documents.pdf_whose_pages_hold_themselves, DAMAGED),
    "a page two hundred thousand times": (documents.pdf_of_one_page_many_times, "too_large_inside"),
    "ten million pages claimed": (documents.pdf_that_claims_pages, f"text {DAMAGED} too_large_inside"),
    "six hundred pages": (of_many_pages, "too_large_inside"),
    "pdf script": (lambda: page(stream(WORDS), SCRIPT), "text"),
    "pdf launch": (lambda: page(stream(WORDS), LAUNCH), "text"),
    "pdf with files": (lambda: saved("add_attachment", "evil.exe", documents.PROGRAM), "text"),
    "pdf form that sends": (
        lambda: page(stream(WORDS), b"/AcroForm<</Fields[]/XFA(<x/>)>>/AA<</O<</S/SubmitForm/F(http://127.0.0.1)>>>>"),
        "text"),
    "arrays a hundred thousand deep": (
        lambda: page(stream(WORDS), b"/X " + b"[" * 10**5 + b"]" * 10**5), f"text {DAMAGED}"),
    "dictionaries as deep": (lambda: page(stream(WORDS), b"/X " + b"<</X" * 10**5 + b">>" * 10**5), f"text {DAMAGED}"),
    "a flate bomb": (lambda: page(packed(b" " * 150 * 2**20)), f"empty text {DAMAGED} {TIME} too_large_inside"),
    "a bomb packed thrice": (
        lambda: page(packed(b" " * 120 * 2**20, 3)), f"empty text {DAMAGED} {TIME} too_large_inside"),
    "a bomb of words": (
        lambda: page(packed(b"BT /F 1 Tf (word ) Tj " + b"(word ) Tj " * 10**5 + b" ET")), f"text {DAMAGED} {TIME}"),
    "saved states without end": (lambda: page(packed(b"q " * 10**5 + WORDS)), f"text {TIME} empty"),
    "a thousand filters": (
        lambda: page(stream(WORDS.hex().encode() + b">", b"/Filter[" + b"/ASCIIHexDecode" * 1000 + b"]")),
        f"empty text {DAMAGED}"),
    "a form within itself": (with_form_in_itself, f"text empty {DAMAGED}"),
    "an image of ten thousand million points": (lambda: with_image(100_000, 100_000), "no_text_layer"),
    "an image of negative size": (lambda: with_image(-1, -1), "no_text_layer empty"),
    "a font of many ranges": (lambda: with_map(20_000), f"text empty {DAMAGED} {TIME}"),
    "a length that lies": (
        lambda: page(stream(WORDS).replace(b"/Length 57", b"/Length 999999999")), f"text {DAMAGED} empty"),
    "a page of astronomic size": (
        lambda: page().replace(b"[0 0 600 800]", b"[-1e38 -1e38 1e38 1e38]"), f"text empty {DAMAGED}"),
    "pdf and zip at once": (lambda: documents.pdf_file() + documents.docx_file(), "text"),
    "zip and pdf at once": (lambda: b"PK\x03\x04" + documents.pdf_file(), f"text {DAMAGED}"),
    "html and pdf at once": (lambda: b"<html><script>1</script>\n" + documents.pdf_file(), "text"),
}  # fmt: skip
