"""Plain text: UTF-8, UTF-16 with its mark, else the best guess, which is said."""

import codecs

from charset_normalizer import CharsetMatch, from_bytes

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import Limits

_MOST_CHAOS = 0.2


def read_plain(data: bytes, limits: Limits) -> tuple[str, dict[str, str | int], tuple[str, ...]]:
    try:
        encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
        return data.decode(encoding), {"encoding": encoding}, ()
    except UnicodeDecodeError:
        return _guessed(data)


def _guessed(data: bytes) -> tuple[str, dict[str, str | int], tuple[str, ...]]:
    best = _likeliest(data)
    if best is None or best.chaos > _MOST_CHAOS or _mostly_symbols(str(best)):
        raise Unreadable(Reason.UNREADABLE)
    return str(best), {"encoding": best.encoding}, ("encoding_guessed",)


def _likeliest(data: bytes) -> CharsetMatch | None:
    """Among equals the Western code page: it is what Windows editors write most, and the others differ in accents."""
    matches = from_bytes(data)
    best = matches.best()
    western = [match for match in matches if match.encoding == "cp1252" and best and match.chaos <= best.chaos]
    return western[0] if western else best


def _mostly_symbols(text: str) -> bool:
    """Random bytes always decode as something; writing is letters and spaces."""
    plain = sum(c.isalpha() or c.isspace() for c in text)
    return plain < 0.7 * len(text)
