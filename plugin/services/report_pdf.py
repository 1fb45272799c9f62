"""The report as a tagged PDF (PDF/UA-1), laid out by typst in this process: no file is read but the template and the
fonts that come with typst and noto-cjk-sans-otc, and nothing of a person is ever part of the source."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import typst

import templates
from plugin.domain.report_paper import unshown_words

UNSHOWN = "▯"
_TEMPLATE = Path(templates.__file__).parent / "report.typ"
_FONTS = Path(noto_cjk_sans_otc.__file__).parent
_TRIES = 4
_MISSING = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
# Marks of direction could turn our own words around; controls have no shape. The report says in words what there is.
_BARE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x09), *range(0x0B, 0x20), 0x7F])


def compose(data: dict[str, Any], signed: bytes) -> bytes:
    """`data` by report_paper.on_paper; `signed` goes along within the file.

    A character that no font here has a shape for stands as UNSHOWN, and it is said how many there are.
    """
    gone: set[str] = set()
    for _ in range(_TRIES):
        try:
            return _compiled(_shown(data, gone), signed)
        except typst.TypstError as error:
            missing = _missing(error.diagnostic) - gone
            if not missing:
                raise
            gone |= missing
    # Never met: a text whose every try shows something new. The letters of Latin are always there.
    return _compiled(_shown(data, _beyond_latin(data)), signed)


def _compiled(data: dict[str, Any], signed: bytes) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False), "signed": signed.decode()}
    pdf = _compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    assert isinstance(pdf, bytes)  # noqa: S101 - one document, no output path
    return pdf


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)])


def _compiler() -> typst.Compiler:
    return typst.Compiler(_TEMPLATE.read_bytes(), root=str(_FONTS), font_paths=_fonts(), ignore_system_fonts=True)


def _shown(data: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    table: dict[int, str | None] = {**_BARE, **{ord(letter): UNSHOWN for letter in gone}}
    unshown = sum(piece["text"].count(letter) for piece in _pieces(data) for letter in gone)
    shown: dict[str, Any] = _with(data, table)
    return shown | {"unshown": unshown_words(unshown) if unshown else ""}


def _pieces(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [piece for paragraph in data["text"] for piece in paragraph["pieces"]]


def _with(value: Any, table: dict[int, str | None]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {name: _with(one, table) for name, one in value.items()}
    return [_with(one, table) for one in value] if isinstance(value, list) else value


def _missing(diagnostic: str) -> set[str]:
    """The letters it names. Of a cluster only what is not Latin: a stray accent must not take the letter below it."""
    found: set[str] = set()
    for cluster in _MISSING.findall(diagnostic):
        letters = set(_ESCAPE.sub(lambda code: chr(int(code.group(1), 16)), cluster))
        found |= {letter for letter in letters if ord(letter) > 0x17F} or letters
    return found


def _beyond_latin(data: dict[str, Any]) -> set[str]:
    return {letter for letter in json.dumps(data, ensure_ascii=False) if ord(letter) > 0x17F and letter != UNSHOWN}
