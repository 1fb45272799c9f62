"""Which script a text is written in, and which characters of Chinese: simplified or traditional.

What belongs to which is told by the old national character sets: GB 2312 holds what mainland China writes, Big5 what
Taiwan and Hong Kong do, Shift JIS what Japan does. Characters in both Chinese sets (about seven in ten) tell nothing.
"""

import re
from functools import cache

from plugin.domain.word_count import EAST_ASIAN, HAN, KANA, THAI, WordsByScript

TRADITIONAL = "zh-hant"
_UNSPACED, _SPACED = re.compile(f"[{EAST_ASIAN}{THAI}]"), re.compile(f"[^{EAST_ASIAN}{THAI}]+")
_HAN, _KANA = re.compile(f"[{HAN}]"), re.compile(f"[{KANA}]")


def main_script(text: str, words: WordsByScript) -> str:
    """Of a text in scripts with and without spaces, the part that says more."""
    if words.unspaced >= sum(_tells(piece) for piece in words.other):
        return _SPACED.sub(" ", text)
    return _UNSPACED.sub(" ", text)


def share_written_in(language: str, text: str, words: WordsByScript) -> float:
    """The share (0-1) of words in the script of `language`; numbers and initialisms are of every script."""
    if not words.unspaced:
        return 1.0
    other = float(sum(_tells(piece) for piece in words.other))
    own = {"zh": words.east_asian, "ja": words.east_asian, "th": words.thai}.get(language, other)
    return own / (words.unspaced + other) * (1 - _foreign_characters(language, text))


def variant_of(language: str, text: str) -> str:
    """Chinese in the characters that it is mostly written in; other languages as they are."""
    if language != "zh":
        return language
    simplified, traditional = _variants(text)
    return TRADITIONAL if traditional > simplified else language


def _foreign_characters(language: str, text: str) -> float:
    """Of East Asian text: the share of characters that another language, or the other kind of Chinese, writes."""
    if language == "zh":
        simplified, traditional = _variants(text)
        return min(simplified, traditional) / max(simplified + traditional, 1) + _share(_KANA, text)
    if language == "ja":
        return sum(not _is_in(c, "shift_jis") for c in _HAN.findall(text)) / max(len(_UNSPACED.findall(text)), 1)
    return 0.0


def _share(kind: re.Pattern[str], text: str) -> float:
    return len(kind.findall(text)) / max(len(_UNSPACED.findall(text)), 1)


def _variants(text: str) -> tuple[int, int]:
    """How many characters are written only where Chinese is simplified, and only where it is not."""
    told = [(_is_in(c, "gb2312"), _is_in(c, "big5")) for c in _HAN.findall(text)]
    return told.count((True, False)), told.count((False, True))


@cache
def _is_in(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _tells(piece: str) -> bool:
    """Numbers, signs and initialisms (GDP) stand in texts of every language."""
    return any(map(str.isalpha, piece)) and not piece.isupper()
