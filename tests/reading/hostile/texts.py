"""Texts and markup: bytes that are no writing, writing that is laid out to hurt; and files of other programs."""

import bz2
import gzip
import io
import lzma
import pickle
import tarfile
import zlib

from tests.reading import documents
from tests.reading.hostile import Kind

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ESSAY = "The quick brown fox jumps over the lazy dog, and nobody knows why it would. "


def tower(height: int) -> str:
    """One letter under marks that have to be brought into an order."""
    return "Z" + "\u0301\u0316" * height + " words"


def picture() -> bytes:
    """A PNG that says it is sixty thousand pixels wide and high."""
    head = b"IHDR" + b"\0\0\xea\x60" * 2 + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + head + zlib.crc32(head).to_bytes(4, "big")


def tar() -> bytes:
    with tarfile.open(fileobj=(out := io.BytesIO()), mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../evil"))
    return out.getvalue()


class Shell:
    def __reduce__(self) -> tuple[object, ...]:
        import os

        return os.system, ("touch evil",)


OTHER = "unsupported_type"
DAMAGED = "unreadable"

TEXTS: Kind = {
    "nothing": (lambda: b"", "empty"),
    "white space": (lambda: b" \n\t\r" * 1000, "empty"),
    "only marks of direction": (lambda: "\u202e\u200f\u200b".encode() * 50, f"text empty {DAMAGED}"),
    "NULs": (lambda: b"\0" * 5000, OTHER),
    "NULs within words": (lambda: b"wo\0rds " * 100, OTHER),
    "UTF-16 without its mark": (lambda: ESSAY.encode("utf-16-le"), OTHER),
    "UTF-16 with half a pair": (lambda: b"\xff\xfe" + b"a\0\0\xd8b\0" * 20, f"{DAMAGED} text"),
    "UTF-16 of odd length": (lambda: ESSAY.encode("utf-16") + b"x", DAMAGED),
    "a mark and no more": (lambda: b"\xff\xfe", "empty"),
    "UTF-32": (lambda: ESSAY.encode("utf-32"), "text"),
    "invalid UTF-8": (lambda: b"\xc3\x28\xa0\xa1\xe2\x28\xa1" * 500, DAMAGED),
    "too long UTF-8": (lambda: b"\xc0\xaf\xe0\x80\xaf" * 500, f"{DAMAGED} text"),
    "ten megabytes of one line": (lambda: b"word " * (2 * 2**20), "too_long"),
    "ten megabytes of one word": (lambda: b"w" * (10 * 2**20), "too_long"),
    "many line ends": (lambda: b"word" + b"\r\n \t" * 10**5 + b"word", "text"),
    "written backwards": (lambda: ("\u202e" + ESSAY + "\u202c").encode() * 20, "text"),
    "letters under towers": (lambda: "".join(tower(40) for _ in range(200)).encode(), "text"),
    "one tower of marks": (lambda: tower(400_000).encode(), "text reading_timed_out"),
    "letters of private use": (lambda: "\ue000\ue001 ".encode() * 2000, DAMAGED),
    "terminal commands": (lambda: b"\x1b]0;evil\x07\x1b[2J words and more words " * 20, "text"),
    "a formula": (lambda: b"=HYPERLINK(\"http://127.0.0.1\",\"x\")\n@SUM(1+1)*cmd|' /C calc'!A0", "text"),
    "html with a script": (lambda: b"<!DOCTYPE html><script>alert(1)</script><p onclick=x()>Words</p>", "text"),
    "html without end": (lambda: b"<html>" + b"<div a='" * 10**5, "empty"),
    "html a hundred thousand deep": (lambda: b"<html>" + b"<b>" * 10**5 + b"words", "text"),
    "html of half references": (lambda: b"<html>" + b"&#" * 10**5 + b"words", "text too_long"),
    "html of scripts without end": (lambda: b"<html>" + b"<script" * 10**5, "empty"),
    "rtf": (lambda: b"{\\rtf1\\ansi\\objdata 0105}" * 50, OTHER),
    "flat XML": (lambda: b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", OTHER),
    "a web archive": (lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>", OTHER),
    "a legacy .doc": (lambda: OLE + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(4000), OTHER),
    "a program": (lambda: documents.PROGRAM, OTHER),
    "an ELF program": (lambda: b"\x7fELF\x02\x01\x01" + bytes(200), OTHER),
    "a picture": (picture, OTHER),
    "gzip": (lambda: gzip.compress(b" " * 20 * 2**20), OTHER),
    "xz": (lambda: lzma.compress(b" " * 2**20), OTHER),
    "bzip2": (lambda: bz2.compress(ESSAY.encode() * 100), f"{OTHER} {DAMAGED}"),
    "tar": (tar, OTHER),
    "a pickle": (lambda: pickle.dumps(Shell()), OTHER),
    "a pickle in letters": (lambda: pickle.dumps(Shell(), 0), "text"),
    "a database": (lambda: b"SQLite format 3\0" + bytes(100), OTHER),
}  # fmt: skip
