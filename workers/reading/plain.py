"""Plain text: what its byte order mark says, else UTF-8, else the best guess, which is said."""

import codecs
import re
import unicodedata

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import Limits

# UTF-32's mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What editors write that write no Unicode. Without this list short texts drift into code pages nobody has used
# since DOS: "naïve café" in cp1252 came out as Urdu of cp1006.
_GUESSES = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r", "koi8_u",
    "gb18030", "big5", "cp932", "euc_jp", "cp949", "euc_kr", "mac_roman", "tis_620",
]  # fmt: skip
_MOST_CHAOS = 0.2
_LOOKED_AT = 100_000  # characters
_FOREIGN_RUN = re.compile(r"[^\W\d_\x00-\x7f]{3,}")
_SYMBOL_IN_WORD = re.compile(r"(?<=[^\W\d_])[¡-©«-´¶¸¹»-¿](?=[^\W\d_])")

Read = tuple[str, dict[str, str | int], tuple[str, ...]]


def read_plain(data: bytes, limits: Limits) -> Read:
    """(text, facts, notes). Raises Unreadable for bytes that are no writing."""
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    try:
        text, notes = data.decode(marked or "utf-8"), ()
        encoding = marked or "utf-8"
    except UnicodeDecodeError as error:
        if marked:
            raise Unreadable(Reason.UNREADABLE) from error
        text, encoding = _guessed(data)
        return text, {"encoding": encoding}, ("encoding_guessed",)
    if _mostly_nothing(text[:_LOOKED_AT]):
        raise Unreadable(Reason.UNREADABLE)
    return text, {"encoding": encoding.removesuffix("-sig")}, notes


def _guessed(data: bytes) -> tuple[str, str]:
    text, encoding = _as_western(data) or _as_likeliest(data) or ("", "")
    if not text or _mostly_symbols(text[:_LOOKED_AT]) or _mostly_nothing(text[:_LOOKED_AT]):
        raise Unreadable(Reason.UNREADABLE)
    return text, encoding


def _as_western(data: bytes) -> tuple[str, str] | None:
    """Windows editors write cp1252 most, and it decodes almost anything. In the languages it was made for, a letter
    beyond ASCII stands among ASCII ones, and no ³ or ¿ inside a word, as Polish in cp1250 would have it."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    sample = text[:_LOOKED_AT]
    foreign = sum(c > "\x7f" for c in sample)
    in_runs = sum(len(run) for run in _FOREIGN_RUN.findall(sample))
    fits = in_runs < 0.2 * foreign and len(_SYMBOL_IN_WORD.findall(sample)) < 0.05 * foreign
    return (text, "cp1252") if fits else None


def _as_likeliest(data: bytes) -> tuple[str, str] | None:
    from charset_normalizer import from_bytes  # a tenth of a second that UTF-8 need not wait for

    best = from_bytes(data, cp_isolation=_GUESSES).best()
    return (str(best), best.encoding) if best is not None and best.chaos <= _MOST_CHAOS else None


def _mostly_symbols(text: str) -> bool:
    """Random bytes always decode as something; writing is letters and spaces."""
    plain = sum(c.isalpha() or c.isspace() for c in text)
    return plain < 0.7 * len(text)


def _mostly_nothing(text: str) -> bool:
    """Bytes that happen to be valid Unicode, with many characters that stand for nothing: control, private use,
    not assigned."""
    nothing = sum(unicodedata.category(c) in ("Cc", "Co", "Cn") and not c.isspace() for c in text)
    return nothing > 0.1 * len(text)
