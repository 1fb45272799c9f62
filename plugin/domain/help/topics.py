"""The page of each band, caveat and method, in the reader's language."""

from plugin.domain import words
from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.help.bands import BANDS
from plugin.domain.help.caveats import CAVEATS
from plugin.domain.help.methods import METHODS, WATERMARKS
from plugin.domain.help.topic import Topic
from plugin.domain.language import say
from plugin.domain.score import Band

KINDS = ("band", "caveat", "method")


def topics(kind: str) -> dict[str, str]:
    """code -> title, in the order of reading; empty for no kind."""
    return {code: _title(kind, code) for code in _codes(kind)}


def topic(kind: str, code: str) -> Topic | None:
    if code not in _codes(kind):
        return None
    return Topic(_title(kind, code), *_sentences(kind, code))


def _codes(kind: str) -> list[str]:
    known = {"band": [band.value for band in Band], "caveat": [one.value for one in Code], "method": list(METHODS)}
    return known.get(kind, [])


def _sentences(kind: str, code: str) -> tuple[str, str, str, str]:
    if kind == "band":
        return BANDS[Band(code)]
    return CAVEATS[Code(code)] if kind == "caveat" else METHODS[code]


def _title(kind: str, code: str) -> str:
    if kind == "band":
        return words.BAND_NAMES[Band(code)]
    if kind == "caveat":
        return words.caveat_words(Caveat(Code(code), Severity.NOTE)).title
    return words.METHODS[code][0] if code in words.METHODS else say(WATERMARKS)
