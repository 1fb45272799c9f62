"""WinMax (arXiv 2306.04634): the window in which a mark stands out most, for a marked passage pasted into other text.

The published code gives the largest z of all windows the p-value of one that was chosen beforehand. Here the maximum
is paid for: it is compared with the maxima over unmarked texts of the same length, simulated. Windows grow by the root
of two from 25 tokens and move by an eighth of their size.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from workers.scoring.watermarks.protocol import LEAST_TOKENS

Numbers = npt.NDArray[np.float64]

SIMULATIONS = 9_999  # the least p-value is 1 in 10,000
_AT_ONCE = 2**22  # tokens simulated at once
_LENGTHS_APART = 32
_LONGEST = 2**15  # tokens: beyond, simulating costs more than reading the text


def p_value(flags: npt.NDArray[np.bool_], share: float) -> float:
    """Of `flags`, 1 where a token is green, in reading order. 1 where no window fits or the text is very long."""
    if not LEAST_TOKENS < len(flags) <= _LONGEST:
        return 1.0
    # A longer text has all windows of a shorter one and more: rounding up errs on the side of unmarked.
    length = -(-len(flags) // _LENGTHS_APART) * _LENGTHS_APART
    at_or_above = int((_simulated(length, share) >= maxima(flags[None], share)[0]).sum())
    return (1 + at_or_above) / (SIMULATIONS + 1)


def maxima(flags: npt.NDArray[np.bool_], share: float) -> Numbers:
    """[N, T] -> for each row the largest z of any window."""
    sums = np.zeros((len(flags), flags.shape[1] + 1), np.int32)
    np.cumsum(flags, axis=1, out=sums[:, 1:])
    best = np.full(len(flags), -np.inf)
    for size in _sizes(flags.shape[1]):
        starts = np.arange(0, flags.shape[1] - size + 1, size // 8)
        hits = (sums[:, starts + size] - sums[:, starts]).max(axis=1)
        np.maximum(best, (hits - share * size) / np.sqrt(size * share * (1 - share)), out=best)
    return best


def _sizes(length: int) -> Iterator[int]:
    size = float(LEAST_TOKENS)
    while round(size) < length:
        yield round(size)
        size *= 2**0.5


@lru_cache(maxsize=256)
def _simulated(length: int, share: float) -> Numbers:
    """The maxima of unmarked texts. One seed, so that a text gets the same answer every time."""
    random = np.random.default_rng(230604634)
    rows = max(1, _AT_ONCE // length)
    counts = [min(rows, SIMULATIONS - done) for done in range(0, SIMULATIONS, rows)]
    return np.concatenate([maxima(random.random((count, length), np.float32) < share, share) for count in counts])
