"""Style: which short runs of letters a text uses, in a logistic regression over character n-grams.

Words, endings, punctuation and function words all leave their runs of two to four characters. Known runs are kept as
32-bit hashes, so that no string of any training text is in the weights. Sublinear counts times inverse document
frequencies, brought to length one, as in scikit-learn's TfidfVectorizer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.scoring.reading import Reading

VERSION = "style-1"
SIZES = (2, 3, 4)
_MASK = np.uint64(0xFFFFFFFF)

Hashes = NDArray[np.uint32]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Vocabulary:
    """Sorted hashes of the known runs [n], and their inverse document frequencies [n]."""

    hashes: Hashes
    frequencies: Values

    def entries(self, text: str) -> tuple[NDArray[np.int64], Values]:
        """Which entries a text has, and their values; all values together have length one."""
        met, counts = np.unique(runs(text), return_counts=True)
        at = np.minimum(np.searchsorted(self.hashes, met), len(self.hashes) - 1)
        known = self.hashes[at] == met
        values = (1 + np.log(counts[known])) * self.frequencies[at[known]]
        return at[known], values / max(float(np.sqrt(values @ values)), 1e-12)


class Style:
    name, unit, sign, votes = "style", "", 1, False

    def __init__(self, vocabulary: Vocabulary, weights: Values, bias: float):
        self.vocabulary, self.weights, self.bias = vocabulary, weights, bias

    def value(self, reading: Reading) -> float:
        at, values = self.vocabulary.entries(reading.text)
        return float(values @ self.weights[at]) + self.bias


def runs(text: str) -> Hashes:
    """A polynomial hash of every run of 2, 3 and 4 characters, lower case."""
    codes = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    return np.concatenate([_hashed(codes, size) for size in SIZES]).astype(np.uint32)


def _hashed(codes: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    here = np.full(max(len(codes) - size + 1, 0), size, dtype=np.uint64)
    for at in range(size):
        here = (here * np.uint64(1000003) + codes[at : at + len(here)]) & _MASK
    return here
