"""Pattern: boosted trees over how surprisal runs through the text (workers.scoring.features).

Grown by scikit-learn's HistGradientBoostingClassifier and kept as plain arrays, so that scoring needs no scikit-learn
and no pickle.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.scoring.features import features
from workers.scoring.reading import Reading


@dataclass(frozen=True)
class Trees:
    """Nodes of all trees in one row each: go left when features[feature] <= threshold (or when it is not a number and
    `missing_left`); a leaf has feature -1 and a value. `roots` are the trees' first nodes."""

    roots: NDArray[np.int64]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    missing_left: NDArray[np.bool_]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]
    baseline: float

    def log_odds(self, row: NDArray[np.float64]) -> float:
        """All trees walked down at once."""
        at = self.roots
        while (inner := self.feature[at] >= 0).any():
            seen = row[self.feature[at]]
            goes_left = np.where(np.isnan(seen), self.missing_left[at], seen <= self.threshold[at])
            at = np.where(inner, np.where(goes_left, self.left[at], self.right[at]), at)
        return float(self.value[at].sum()) + self.baseline


class Pattern:
    name, unit, sign, votes = "pattern", "", 1, False

    def __init__(self, trees: Trees):
        self.trees = trees

    def value(self, reading: Reading) -> float:
        return self.trees.log_odds(features(reading.statistics))
