"""Do the texts handed in lately still fit the human texts that the rates were measured on? Pure numbers, no texts.

Nobody knows which submissions are human, but above the middle nearly all are: an AI text is hardly ever less
machine-like than half of human texts. Two things follow for submissions like the reference, and each is tested:

shape  p-values above .5 are uniform on (.5, 1] (Kolmogorov-Smirnov).
share  at most .5 + .5 * MOST_AI of all p-values are .5 or less (exact binomial). More means that more of the texts are
       AI, or that the reference is another kind of writing. The two cannot be told apart: the rates no longer hold.

A reference of n texts is a draw itself: even if nothing changed, p-values against it are only as uniform as n allows.
Both tests allow for that, else a small local reference would seem to drift on the first day.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.score import Rank
from plugin.domain.tails import binomial_tail

ALPHA = 0.001  # of each test, at each look
MOST_AI = 0.4  # of submissions, at the most
WINDOW = 300  # the latest texts looked at
LEAST = 100  # p-values that a test needs
_MIDDLE = 0.5
_STEPS, _SPREADS = 60, 6  # a sum over so many standard deviations to either side


@dataclass(frozen=True)
class Drift:
    """`distance` of the upper p-values from uniform and what it may be; the share of lower ones and its p-value.

    None where there were fewer than LEAST values to test.
    """

    texts: int
    distance: float | None
    most_distance: float | None
    lower_share: float | None
    lower_p: float | None

    @property
    def shape(self) -> bool:
        return self.distance is not None and self.most_distance is not None and self.distance > self.most_distance

    @property
    def share(self) -> bool:
        return self.lower_p is not None and self.lower_p <= ALPHA

    @property
    def drifted(self) -> bool:
        return self.shape or self.share


def drift(ranks: Sequence[Rank]) -> Drift:
    """Of ranks under one calibration, newest first; those beyond WINDOW are not looked at."""
    seen = ranks[:WINDOW]
    upper = [rank for rank in seen if rank.p_value > _MIDDLE]
    distance = most = share = tail = None
    if len(upper) >= LEAST:
        distance, most = _distance(upper), _most_distance(upper)
    if len(seen) >= LEAST:
        share, tail = 1 - len(upper) / len(seen), _share_tail(seen, len(seen) - len(upper))
    return Drift(len(seen), distance, most, share, tail)


def _distance(upper: Sequence[Rank]) -> float:
    """Largest gap between the values' distribution and the uniform one.

    p-values lie on a grid of 1 / (n + 1), where the uniform distribution is right and between which it is not: each
    side is looked at on the grid alone, which with several references errs to the side of no alarm.
    """
    values = sorted(rank.p_value for rank in upper)
    step = max(1 / (rank.reference_n + 1) for rank in upper)
    gaps = []
    for below, value in enumerate(values):
        at_or_below = bisect_right(values, value) / len(values)
        gaps.append(max(at_or_below - _uniform(value), _uniform(value - step) - below / len(values)))
    return max(gaps)


def _uniform(p: float) -> float:
    """Distribution function of the uniform distribution on (.5, 1]."""
    return min(max((p - _MIDDLE) / (1 - _MIDDLE), 0.0), 1.0)


def _most_distance(upper: Sequence[Rank]) -> float:
    """What Kolmogorov-Smirnov's distance exceeds with chance ALPHA at most, two samples: the values, and the upper half
    of the reference (Massey 1951; the asymptotic value, which is above the exact one)."""
    both = 1 / len(upper) + 1 / (_MIDDLE * reference_size(upper))
    return math.sqrt(-math.log(ALPHA / 2) / 2 * both)


def _share_tail(seen: Sequence[Rank], lower: int) -> float:
    """P(as many p-values of .5 or less) if MOST_AI of the texts were AI, and all of those were among them.

    A human text is among them with a chance that the reference leaves open: Beta(n / 2, n / 2) around one half.
    """
    half = reference_size(seen) / 2
    reach = min(_SPREADS * _MIDDLE / math.sqrt(2 * half + 1), _MIDDLE)
    places = [_MIDDLE + reach * (2 * step + 1 - _STEPS) / _STEPS for step in range(_STEPS)]
    weights = [math.exp((half - 1) * (math.log(4 * x) + math.log1p(-x))) for x in places]
    tails = [binomial_tail(lower, len(seen), MOST_AI + (1 - MOST_AI) * x) for x in places]
    return math.fsum(w * t for w, t in zip(weights, tails, strict=True)) / math.fsum(weights)


def reference_size(ranks: Sequence[Rank]) -> float:
    """Of how many texts one reference would have to be to leave as much open as these do together.

    Strata are told apart by their size: two of one size count as one, which errs to the side of no alarm.
    """
    shares: dict[int, int] = {}
    for rank in ranks:
        shares[rank.reference_n] = shares.get(rank.reference_n, 0) + 1
    return 1 / math.fsum((count / len(ranks)) ** 2 / n for n, count in shares.items())
