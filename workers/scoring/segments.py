"""Sentences and passages of a text, in tokens and in characters.

A passage is whole sentences of one level of predictability: it begins and ends where that level changes. What is
measured at each token is log p + H / 3, its log-probability relieved of a third of how hard the place was (H, the
model's entropy there). On texts with a known border it came as near as any measure tried, and it finds AI texts better
than log p + H, Fast-DetectGPT's residual. Weights of one over the variance did not help (bench/RESULTS.md, "Passages").
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from workers.scoring.change_points import levels
from workers.scoring.statistics import TokenStatistics

VERSION = "segments-2"
# Below about 50 tokens a passage's own statistic says next to nothing.
PASSAGE_TOKENS = 50
# With so little before them, words are surprising whoever wrote them: in human reference texts tokens 1 to 20 have a
# mean log-probability of -4.5, later ones -3.4 throughout.
SETTLED = 20
# At this price four in five human reference texts stay one passage.
PENALTY = 5.0
_OF_ENTROPY = 1 / 3

_END = re.compile(r"""[.!?]+["')\]]*\s+(?=["'(\[]?[A-Z0-9])|[。！？]+["'」』）)\]]*\s*""")
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
    for end in sentence_ends(text):
        last = bisect_left(ends, end + 1) if end < len(text) else len(ends)
        if last > first:
            stretches.append(Stretch(first, last, start, end))
            first = last
            start = end
    return tuple(stretches)


def sentence_ends(text: str) -> list[int]:
    """Where each sentence ends, the white space behind it included; the last at the end of the text."""
    ends = [match.end() for match in _END.finditer(text) if not _abbreviated(text, match.end())]
    return [*ends, len(text)] if not ends or ends[-1] < len(text) else ends


def _abbreviated(text: str, end: int) -> bool:
    return _ABBREVIATION.search(text[max(end - 8, 0) : end]) is not None


def passages_of(sentences: Sequence[Stretch], statistics: TokenStatistics) -> tuple[Stretch, ...]:
    """Whole sentences together, cut where the level changes; none where all are shorter than PASSAGE_TOKENS."""
    weights = np.ones(len(statistics))
    weights[:SETTLED] = 0.0
    values = residual(statistics).double().numpy(force=True)
    found = levels(values, weights, [s.last for s in sentences], PASSAGE_TOKENS, PENALTY)
    starts, ends = {s.first: s for s in sentences}, {s.last: s for s in sentences}
    return tuple(joined([starts[first], ends[last]]) for first, last in found)


def residual(statistics: TokenStatistics) -> Tensor:
    """How much more expected each token was than its place would have it. High reads machine-like."""
    return statistics.log_probability + _OF_ENTROPY * statistics.entropy


def level(statistics: TokenStatistics, stretch: Stretch) -> float:
    """Mean residual of a stretch, without the text's first tokens where it has others."""
    first = min(max(stretch.first, SETTLED), max(stretch.last - 1, stretch.first))
    return float(residual(statistics.part(first, stretch.last)).mean())


def joined(stretches: Sequence[Stretch]) -> Stretch:
    return Stretch(stretches[0].first, stretches[-1].last, stretches[0].start, stretches[-1].end)
