"""Where a sequence of numbers changes its level: optimal partitioning (Jackson et al. 2005, arXiv math/0309285).

The partition into levels with the least weighted squared error, each further level paying a penalty. Prefix sums give
the error of any segment in O(1), so the whole costs O(n²) additions over n possible ends.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def levels(values: Numbers, weights: Numbers, ends: Sequence[int], least: int, penalty: float) -> list[tuple[int, int]]:
    """Segments [first, last) of `values`, each ending at one of `ends` and `least` long or longer.

    `ends` rise to len(values). A cut must lower the weighted squared error by `penalty` times the error of one level
    for all, per value that has a weight. Empty where there are fewer than `least` values.
    """
    places = np.array([0, *ends])
    weight, total = _summed(weights)[places], _summed(weights * values)[places]
    price = penalty * _spread(values, weights)
    cost, before = np.full(len(places), np.inf), np.zeros(len(places), dtype=int)
    cost[0] = -price
    for last in range(1, len(places)):
        starts = int(np.searchsorted(places, places[last] - least, side="right"))
        if starts:
            # Less what no partition changes, the sum of squares, a segment's error is -(its total)² / its weight.
            fit = (total[last] - total[:starts]) ** 2 / np.maximum(weight[last] - weight[:starts], 1e-12)
            each = cost[:starts] - fit + price
            before[last] = int(each.argmin())
            cost[last] = each[before[last]]
    return _back(places, before) if np.isfinite(cost[-1]) else []


def _summed(values: Numbers) -> Numbers:
    return np.concatenate([[0.0], np.cumsum(values)])


def _spread(values: Numbers, weights: Numbers) -> float:
    """Weighted squared error of one level for all, for each value that has a weight."""
    mean = (weights * values).sum() / max(weights.sum(), 1e-12)
    return float((weights * (values - mean) ** 2).sum() / max(np.count_nonzero(weights), 1))


def _back(places: npt.NDArray[np.int64], before: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """From the last end, each segment to the one before it."""
    segments, last = [], len(places) - 1
    while last > 0:
        segments.append((int(places[before[last]]), int(places[last])))
        last = int(before[last])
    return segments[::-1]
