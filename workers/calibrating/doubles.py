"""Texts that are the same, or nearly: a copy in the reference would count one writer twice."""

import hashlib
import random
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

SAME = 0.7  # Jaccard similarity of sets of shingles
_WORDS = 3  # a shingle
# 32 bands of 4 (Broder 1997; Leskovec et al., Mining of Massive Datasets, 3.4): of pairs at SAME all but 2 in 10,000
# share a band, and the exact similarity of those that do is then counted.
_BANDS, _ROWS = 32, 4

Hashes = NDArray[np.uint64]


def plain(text: str) -> str:
    """Words alone, in lower case: layout, case and marks make no other text."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


class Doubles:
    """Remembers each text that is new, as numbers only."""

    def __init__(self) -> None:
        draw = random.Random(20221130)  # noqa: S311 - no secret; fixed, so that the same texts are chosen each time
        count = _BANDS * _ROWS
        self._factors = np.array([draw.getrandbits(64) | 1 for _ in range(count)], dtype=np.uint64)
        self._shifts = np.array([draw.getrandbits(64) for _ in range(count)], dtype=np.uint64)
        self._exact: set[bytes] = set()
        self._kept: list[Hashes] = []
        self._bands: dict[bytes, list[int]] = defaultdict(list)

    def has_exactly(self, text: str) -> bool:
        return _digest(plain(text)) in self._exact

    def has_nearly(self, text: str) -> bool:
        shingles = shingles_of(text)
        near = {place for band in self._bands_of(shingles) for place in self._bands.get(band, ())}
        return any(similarity(shingles, self._kept[place]) >= SAME for place in near)

    def add(self, text: str) -> None:
        shingles = shingles_of(text)
        self._exact.add(_digest(plain(text)))
        for band in self._bands_of(shingles):
            self._bands[band].append(len(self._kept))
        self._kept.append(shingles)

    def _bands_of(self, shingles: Hashes) -> list[bytes]:
        """The smallest of each of many hashes (multiply-shift, Dietzfelbinger et al. 1997), a few to a band."""
        least = np.full(len(self._factors), np.iinfo(np.uint64).max)
        for start in range(0, len(shingles), 4096):
            part = shingles[start : start + 4096]
            least = np.minimum(least, ((self._factors[:, None] * part + self._shifts[:, None]) >> np.uint64(32)).min(1))
        rows = least.reshape(_BANDS, _ROWS)
        return [bytes([number]) + row.tobytes() for number, row in enumerate(rows)]


def shingles_of(text: str) -> Hashes:
    """The set of runs of _WORDS words, each as a number; all words where there are fewer."""
    words = plain(text).split()
    runs = {" ".join(words[at : at + _WORDS]) for at in range(max(len(words) - _WORDS + 1, 1))}
    return np.array(sorted(int.from_bytes(_digest(run)[:8], "little") for run in runs), dtype=np.uint64)


def similarity(one: Hashes, other: Hashes) -> float:
    """Jaccard: what both hold, of what either holds."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
