"""Zips: those that unpack to too much, that lead elsewhere, that lie."""

import io
import struct
import zipfile
from collections.abc import Iterable

from tests.reading import documents
from tests.reading.hostile import Kind

MIB = 1024 * 1024
BODY = "word/document.xml"


def zipped(
    *members: tuple[str | zipfile.ZipInfo, bytes], base: bytes = b"", method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    out = io.BytesIO(base)
    with zipfile.ZipFile(out, "a", method) as package:
        for name, data in members:
            package.writestr(name, data)
    return out.getvalue()


def docx(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    return zipped(*members, base=documents.docx_file())


def edited(at_signature: bytes, offset: int, new: bytes, package: bytes) -> bytes:
    """`new` written `offset` bytes after every `at_signature`."""
    data, at = bytearray(package), package.find(at_signature)
    while at >= 0:
        data[at + offset : at + offset + len(new)] = new
        at = package.find(at_signature, at + 1)
    return bytes(data)


def of_members(names: Iterable[str]) -> bytes:
    """A directory alone, all of whose entries lead to one local header: quickly made."""
    local = b"PK\x03\x04" + bytes(26)
    entries = b"".join(
        b"PK\x01\x02" + bytes(24) + struct.pack("<H", len(name)) + bytes(16) + name.encode() for name in names
    )
    count = min(entries.count(b"PK\x01\x02"), 0xFFFF)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entries), len(local), 0)
    return local + entries + end


def overlapping() -> bytes:
    """One packed megabyte that a thousand members share (David Fifield, "A better zip bomb", 2019)."""
    package = zipped((BODY, b" " * MIB))
    start, entry = package.find(b"PK\x01\x02"), package[package.find(b"PK\x01\x02") : package.rfind(b"PK\x05\x06")]
    count = 1000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, start, 0)
    return package[:start] + entry * count + end


def lying_about_size() -> bytes:
    """Its directory states a hundred bytes; it unpacks to fifty million."""
    package = documents.replaced(documents.docx_file(), BODY, b" " * 50 * MIB)
    at = package.rfind(b"PK\x01\x02", 0, package.rfind(BODY.encode()))
    return package[: at + 24] + struct.pack("<I", 100) + package[at + 28 :]


def lzma_with_a_large_dictionary() -> bytes:
    package = zipped((BODY, b"<x/>" * 100), base=b"", method=zipfile.ZIP_LZMA)
    return edited(
        b"\x09\x04\x05\x00", 5, b"\xff\xff\xff\xff", package
    )  # properties: version, size, lc/lp/pb, dictionary


def nested(depth: int) -> bytes:
    package = documents.docx_file()
    for level in range(depth):
        package = docx((f"word/embeddings/{level}.docx", package))
    return package


def linked(name: str) -> bytes:
    link = zipfile.ZipInfo(name)
    link.external_attr = 0o120777 << 16
    return docx((link, b"/etc/passwd"))


def related(*targets: str, kind: str = "attachedTemplate", mode: str = "External") -> bytes:
    space = "http://schemas.openxmlformats.org"
    rows = "".join(
        f'<Relationship Id="x{number}" Type="{space}/officeDocument/2006/relationships/{kind}" Target="{target}"'
        f' TargetMode="{mode}"/>'
        for number, target in enumerate(targets)
    )
    relations = f'<Relationships xmlns="{space}/package/2006/relationships">{rows}</Relationships>'
    return documents.replaced(documents.docx_file(), "word/_rels/document.xml.rels", relations.encode())


def chained(length: int) -> bytes:
    """Part after part, each named by the one before."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    next_one = f'<Relationships xmlns="{space}"><Relationship Id="n" Type="x" Target="%d.xml"/></Relationships>'
    parts = [
        (f"word/_rels/{name}.rels", (next_one % number).encode())
        for number, name in enumerate(["document.xml", *(f"{n}.xml" for n in range(length))])
    ]
    files = [(f"word/{number}.xml", b"<x/>") for number in range(length + 1)]
    first, *others = parts
    return zipped(*others, *files, base=documents.replaced(documents.docx_file(), *first))


def written(body: str, prolog: str = "") -> bytes:
    return documents.docx_with(body, prolog)


def text(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
DAMAGED = "unreadable"
TOO_LARGE = "too_large_inside"

PACKAGES: Kind = {
    "bomb": (lambda: docx(("word/media/bomb.bin", b" " * 101 * MIB)), TOO_LARGE),
    "packed tight": (lambda: docx(("word/media/tight.bin", b" " * 40 * MIB)), TOO_LARGE),
    "overlapping members": (overlapping, TOO_LARGE),
    "a lie about a size": (lying_about_size, DAMAGED),
    "lzma with a dictionary of 4 GB": (lzma_with_a_large_dictionary, f"{DAMAGED} {TOO_LARGE}"),
    "zips within zips": (lambda: nested(6), "text"),
    "a bomb within a zip within": (lambda: docx(("word/x.docx", zipped(("b", b" " * 30 * MIB)))), "text"),
    "a million members": (lambda: of_members([BODY, *(str(n) for n in range(999_999))]), TOO_LARGE),
    "three thousand members": (documents.docx_of_many_members, TOO_LARGE),
    "names that lead out": (lambda: docx(("../../../../tmp/evil", b"x"), ("..\\..\\evil", b"x")), "text"),
    "absolute names": (lambda: docx(("/etc/cron.d/evil", b"x"), ("C:\\evil.exe", b"x")), "text"),
    "a symbolic link": (lambda: linked("word/link"), "text"),
    "a symbolic link as the text": (
        lambda: documents.replaced(linked("word/link"), BODY, b"/etc/passwd"), DAMAGED),
    "the same name twice": (lambda: docx(("word/styles.xml", b"<x/>")), f"text {DAMAGED}"),
    "members with a password": (
        lambda: edited(b"PK\x01\x02", 8, b"\x01", documents.docx_file()), "encrypted"),
    "an unknown method": (lambda: edited(b"PK\x01\x02", 10, b"\x63", documents.docx_file()), DAMAGED),
    "office's own encryption": (documents.locked_docx, "encrypted"),
    "macros": (documents.docx_with_macros, "text"),
    "strict": (documents.strict_docx, "text"),
    "cut short": (lambda: documents.docx_file()[:-400], DAMAGED),
    "holes": (lambda: edited(b"PK\x03\x04", 60, bytes(300), documents.docx_file()), DAMAGED),
    "an end within the comment": (
        lambda: documents.docx_file()[:-2] + b"\x16\x00" + b"PK\x05\x06" + bytes(18), f"{DAMAGED} text"),
    "zip64": (lambda: edited(b"PK\x05\x06", 8, b"\xff" * 12, documents.docx_file()), TOO_LARGE),
    "a file of the machine by entity": (
        lambda: written(text("&x;"), '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), f"empty {DAMAGED}"),
    "an address by entity": (
        lambda: written(text("&x;"), '<!DOCTYPE x [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>'), f"empty {DAMAGED}"),
    "a DTD from elsewhere": (
        lambda: written(text("ok"), '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'), "text"),
    "entities that multiply": (lambda: written(text("&l11;"), f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'),
                               f"empty {DAMAGED} {TOO_LARGE}"),
    "one large entity often": (
        lambda: written(text("&x;" * 20_000), f'<!DOCTYPE x [<!ENTITY x "{"y" * 50_000}">]>'),
        f"empty {DAMAGED} {TOO_LARGE}"),
    "a template from elsewhere": (lambda: related("http://127.0.0.1:9/evil.dotm", "file:///etc/passwd"), "text"),
    "a part outside": (lambda: related("../../../../etc/passwd", mode="Internal"), DAMAGED),
    "parts in a ring": (lambda: related("document.xml", mode="Internal"), "text"),
    "parts in a long chain": (lambda: chained(900), f"text {DAMAGED}"),
    "elements a hundred thousand deep": (lambda: written("<w:p>" * 10**5 + "</w:p>" * 10**5), DAMAGED),
    "text boxes within text boxes": (
        lambda: written("<w:p><w:r><w:txbxContent>" * 60 + text("in") + "</w:txbxContent></w:r></w:p>" * 60), "text"),
    "twenty thousand runs": (lambda: written("<w:p>" + "<w:r><w:t>a </w:t></w:r>" * 20_000 + "</w:p>"), "text"),
    "as many attributes": (
        lambda: written("<w:p " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/>" + text("ok")), f"text {DAMAGED}"),
    "a spreadsheet": (documents.spreadsheet_like_zip, "unsupported_type"),
    "a spreadsheet by a text's name": (
        lambda: documents.replaced(documents.docx_file(), BODY, b"<workbook/>"), DAMAGED),
    "OpenDocument": (
        lambda: zipped(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")),
        "unsupported_type"),
    "EPUB": (lambda: zipped(("mimetype", b"application/epub+zip"), ("a.xhtml", b"<html/>")), "unsupported_type"),
    "a plain zip": (lambda: zipped(("essay.txt", b"Words.")), "unsupported_type"),
}  # fmt: skip
