"""Plain text: UTF-8, UTF-16 with its mark, else the best guess, which is said."""

import codecs

from charset_normalizer import from_bytes

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import Limits

_MOST_CHAOS = 0.2
_WESTERN = 0.15


def read_plain(data: bytes, limits: Limits) -> tuple[str, dict[str, str | int], tuple[str, ...]]:
    try:
        encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
        return data.decode(encoding), {"encoding": encoding}, ()
    except UnicodeDecodeError:
        return _guessed(data)


def _guessed(data: bytes) -> tuple[str, dict[str, str | int], tuple[str, ...]]:
    text, encoding = _as_western(data) or _as_likeliest(data) or ("", "")
    if not text or _mostly_symbols(text):
        raise Unreadable(Reason.UNREADABLE)
    return text, {"encoding": encoding}, ("encoding_guessed",)


def _as_western(data: bytes) -> tuple[str, str] | None:
    """Windows editors write cp1252 most. It decodes almost anything, so few of the letters may be beyond ASCII."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    letters = [c for c in text if c.isalpha()]
    return (text, "cp1252") if sum(c > "\x7f" for c in letters) < _WESTERN * len(letters) else None


def _as_likeliest(data: bytes) -> tuple[str, str] | None:
    best = from_bytes(data).best()
    return (str(best), best.encoding) if best is not None and best.chaos <= _MOST_CHAOS else None


def _mostly_symbols(text: str) -> bool:
    """Random bytes always decode as something; writing is letters and spaces."""
    plain = sum(c.isalpha() or c.isspace() for c in text)
    return plain < 0.7 * len(text)
