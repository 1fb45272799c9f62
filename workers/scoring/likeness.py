"""Is a text of a kind that was measured at all? If not, no rank among measured texts says anything of it.

Mean hidden states are brought onto a few whitened principal axes; a text is like the reference when its nearest known
texts, human or machine, lie about as near as those of a set left out usually do. On sets left out this kept apart
the two whose human texts crossed the lines most (encyclopedia entries, short technical answers); bench/RESULTS.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEAREST = 10
AXES = 40

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """Coordinates of a text are `axes` [AXES, d] times its mean states less `offset` [AXES]; `places` [n, AXES] are
    those of known texts, `limit` the largest distance that still counts as like them."""

    axes: Values
    offset: Values
    places: Values
    limit: float

    def coordinates(self, pooled: NDArray[np.generic]) -> Values:
        """Of one text [d] or of several [n, d]."""
        return np.asarray(pooled.astype(float) @ self.axes.T - self.offset)

    def distance(self, pooled: NDArray[np.generic]) -> float:
        """Mean distance to the nearest known texts."""
        return nearest(self.coordinates(pooled), self.places)

    def holds(self, pooled: NDArray[np.generic]) -> bool:
        return self.distance(pooled) <= self.limit


def nearest(place: Values, places: Values) -> float:
    distances = np.sqrt(np.square(places - place).sum(axis=1))
    return float(np.sort(distances)[:NEAREST].mean())
