"""Sentences and passages of a text, in tokens and in characters."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

VERSION = "segments-1"
# Below about 50 tokens a passage's own statistic says next to nothing.
PASSAGE_TOKENS = 60

_END = re.compile(r"""[.!?]+["')\]]*\s+(?=["'(\[]?[A-Z0-9])|[。！？]+["'」』）]*\s*""")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|cf|Fig|No|pp|al)|\b[A-Z])\.\s+$")


@dataclass(frozen=True)
class Stretch:
    """Scored tokens [first, last) and characters [start, end) of the normalised text."""

    first: int
    last: int
    start: int
    end: int

    @property
    def tokens(self) -> int:
        return self.last - self.first


def sentences_of(text: str, ends: Sequence[int]) -> tuple[Stretch, ...]:
    """Sentences that hold at least one scored token. `ends` are the tokens' ends in `text`, in order."""
    stretches: list[Stretch] = []
    first = start = 0
    for end in _sentence_ends(text):
        last = bisect_left(ends, end + 1) if end < len(text) else len(ends)
        if last > first:
            stretches.append(Stretch(first, last, start, end))
            first = last
            start = end
    return tuple(stretches)


def _sentence_ends(text: str) -> list[int]:
    ends = [match.end() for match in _END.finditer(text) if not _abbreviated(text, match.end())]
    return [*ends, len(text)] if not ends or ends[-1] < len(text) else ends


def _abbreviated(text: str, end: int) -> bool:
    return _ABBREVIATION.search(text[max(end - 8, 0) : end]) is not None


def passages_of(sentences: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Whole sentences together until they make PASSAGE_TOKENS; a short rest joins the last passage."""
    passages: list[Stretch] = []
    begun: list[Stretch] = []
    for sentence in sentences:
        begun.append(sentence)
        if sum(s.tokens for s in begun) >= PASSAGE_TOKENS:
            passages.append(joined(begun))
            begun = []
    if begun and passages:
        passages[-1] = joined([passages[-1], *begun])
    return tuple(passages)


def joined(stretches: Sequence[Stretch]) -> Stretch:
    return Stretch(stretches[0].first, stretches[-1].last, stretches[0].start, stretches[-1].end)
