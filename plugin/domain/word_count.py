"""How many words a text holds, also in scripts that set no spaces between them.

There, characters are counted and divided by how many make a word, so such a count is an estimate:
- Han and kana: 1.65. The Second SIGHAN Bakeoff's corpora (sighan.org/bakeoff2005) have 1.54, 1.65, 1.65 and 1.71
  characters a word, the Penn Chinese Treebank 6.0 (LDC2007T36) 1.64; Japanese words of wordfreq 3.1's list, weighted
  by their frequency, 1.70.
- Thai: 4.1, words of the Thai National Corpus weighted by their frequency (pythainlp's tnc_freq.txt).
"""

import re
from dataclasses import dataclass

KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
EAST_ASIAN = f"{HAN}{KANA}\u3105-\u312f"
THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"

MIN_WORDS = 100  # a shorter text is not scored: its style says nothing
EAST_ASIAN_A_WORD, THAI_A_WORD = 1.65, 4.1
UNSPACED_LANGUAGES = frozenset({"zh", "zh-hant", "ja", "th"})
_EAST_ASIAN, _THAI = re.compile(f"[{EAST_ASIAN}]"), re.compile(f"[{THAI}]")


@dataclass(frozen=True)
class WordsByScript:
    """Words of the East Asian scripts and of Thai, estimated, and the pieces between spaces of all other text."""

    east_asian: float
    thai: float
    other: tuple[str, ...]

    @property
    def unspaced(self) -> float:
        return self.east_asian + self.thai


def words_by_script(text: str) -> WordsByScript:
    if text.isascii():
        return WordsByScript(0.0, 0.0, tuple(text.split()))
    rest, east_asian = _EAST_ASIAN.subn(" ", text)
    rest, thai = _THAI.subn(" ", rest)
    return WordsByScript(east_asian / EAST_ASIAN_A_WORD, thai / THAI_A_WORD, tuple(rest.split()))


def count_words(text: str) -> int:
    """Pieces between spaces where nothing else stands; beside unspaced scripts, punctuation alone is no word."""
    words = words_by_script(text)
    if not words.unspaced:
        return len(words.other)
    return max(round(words.unspaced), 1) + sum(any(map(str.isalnum, piece)) for piece in words.other)


def spaced(text: str) -> str:
    """With a space around every character of the unspaced scripts: what looks at words sees characters there."""
    return text if text.isascii() else _THAI.sub(r" \g<0> ", _EAST_ASIAN.sub(r" \g<0> ", text))
