"""Harmless edits: what a writer, a friend or a spelling checker changes without changing who wrote the text.

An answer that such an edit turns into another was never an answer. Deterministic: the same text, the same edits.
"""

import re
import zlib
from random import Random

from workers.scoring.segments import sentence_ends

# Endings and words that differ between British and American English (Oxford and Merriam-Webster's first forms).
_BRITISH = {
    "colour": "color", "behaviour": "behavior", "favour": "favor", "honour": "honor", "labour": "labor",
    "neighbour": "neighbor", "centre": "center", "theatre": "theater", "metre": "meter", "defence": "defense",
    "organise": "organize", "realise": "realize", "recognise": "recognize", "analyse": "analyze",
    "emphasise": "emphasize", "criticise": "criticize", "summarise": "summarize", "apologise": "apologize",
    "organisation": "organization", "travelled": "traveled", "modelling": "modeling", "programme": "program",
    "learnt": "learned", "whilst": "while", "towards": "toward", "grey": "gray", "catalogue": "catalog",
}  # fmt: skip
_OTHER = _BRITISH | {
    american: british for british, american in _BRITISH.items() if american not in ("program", "while")
}
_WORD = re.compile(r"\b(" + "|".join(sorted(_OTHER, key=len, reverse=True)) + r")(?=s?\b|d\b)", re.IGNORECASE)
_LETTERS_SWAPPED = 100  # words to one with two letters swapped


def harmless_edits(text: str) -> tuple[str, ...]:
    """Up to five versions of a normalised text, each differing from it."""
    versions = [_without_sentence(text, share) for share in (0.3, 0.6, 0.9)] + [_respelt(text), _mistyped(text)]
    return tuple(dict.fromkeys(version for version in versions if version != text))


def _without_sentence(text: str, share: float) -> str:
    """Without the sentence that lies at this share of the text; short texts keep theirs."""
    ends = sentence_ends(text)
    if len(ends) < 6:
        return text
    number = int(share * len(ends))
    start = ends[number - 1] if number else 0
    return (text[:start] + text[ends[number] :]).strip()


def _respelt(text: str) -> str:
    return _WORD.sub(lambda found: _in_case(found[0], _OTHER[found[0].lower()]), text)


def _in_case(old: str, new: str) -> str:
    return new.capitalize() if old[0].isupper() else new


def _mistyped(text: str) -> str:
    chance, words = Random(zlib.crc32(text.encode("utf-8", "replace"))), text.split(" ")  # noqa: S311 - no secret
    for at in chance.sample(range(len(words)), max(1, len(words) // _LETTERS_SWAPPED)):
        word = words[at]
        if len(word) > 3 and word.isalpha():
            words[at] = word[0] + word[2] + word[1] + word[3:]
    return " ".join(words)
