"""Every text's value from members that never saw its set, nor any set of its genre.

A reference text must be to its score what a student's text is to the shipped one: writing of a kind not trained on.
Leaving out its set alone is not enough: with a sister set in training its score comes out lower than a stranger's
would, and the line with it. (31 % of human texts of a language test crossed a 5 % line that was drawn so, 17 % one
drawn with whole genres left out; bench/RESULTS.md.)
"""

import hashlib
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from workers.training.members import SETTINGS, Members, RunCounts, fit_pattern, fit_probe, fit_style
from workers.training.table import Labels, Mask, Table, Values

Names = frozenset[str]


@dataclass
class Corpus:
    """Rows that were read (`table`), and after them rows of which only the words are known; `counted` has both.

    Sets of `doubtful` are judged, never fitted or referred to. `genres` puts sets of like writing together; a set in
    none is a genre of its own.
    """

    table: Table
    more: Labels
    counted: RunCounts
    doubtful: Names
    genres: tuple[Names, ...] = ()

    def genre_of(self, name: str) -> Names:
        return next((genre for genre in self.genres if name in genre), frozenset({name})) & frozenset(self.sets)

    @property
    def sets(self) -> list[str]:
        return sorted(set(self.table.labels.dataset) - self.doubtful)

    def of(self, labels: Labels, names: Iterable[str]) -> Mask:
        return np.isin(labels.dataset, list(names))

    def fit(self, without: Names) -> Members:
        """To clean human and machine texts of all sets but `without`."""
        left_out = without | self.doubtful
        read = self.table.labels.clean & ~self.of(self.table.labels, left_out)
        words = np.concatenate([read, self.more.clean & ~self.of(self.more, left_out)])
        labels = self.table.labels.joined(self.more)
        known = self.table.labels.part(read)
        with threadpool_limits(1):  # the last digits of a sum depend on how many threads add it up
            vocabulary, style = fit_style(self.counted.rows(words), labels.part(words))
            probe = fit_probe(self.table.pooled[read], known)
            return Members(probe, vocabulary, style, fit_pattern(self.table.features[read], known))

    def values_without(self, names: Names) -> Values:
        """[n, 3], not-a-number outside `names`."""
        rows = self.of(self.table.labels, names)
        values = np.full((len(rows), 3), np.nan)
        values[rows] = self.fit(names).values(self.table, self.counted, np.flatnonzero(rows))
        return values


class CrossFit:
    """Values kept in `folder`, since fitting takes far longer than reading them again."""

    def __init__(self, corpus: Corpus, folder: Path):
        self.corpus, self.folder = corpus, folder
        folder.mkdir(parents=True, exist_ok=True)
        self._key = _digest(corpus)

    def unseen(self, sets: Iterable[str], *left_out: str) -> Values:
        """[n, 3]: the rows of `sets` by fits that saw neither their genre nor `left_out`; not-a-number elsewhere."""
        labels = self.corpus.table.labels
        values = np.full((len(labels.dataset), 3), np.nan)
        for name in sets:
            rows = labels.dataset == name
            values[rows] = self.without(*left_out, *self.corpus.genre_of(name))[rows]
        return values

    def without(self, *names: str) -> Values:
        file = self._file(frozenset(names))
        if not file.exists():
            _keep(file, self.corpus.values_without(frozenset(names)))
        return np.asarray(np.load(file))

    def prepare(self, wanted: Sequence[Names], processes: int) -> None:
        """Fit what is not kept yet, in several processes."""
        missing = [names for names in wanted if not self._file(names).exists()]
        global _shared
        _shared = self
        with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
            for number, _ in enumerate(pool.map(_fit_shared, missing), 1):
                print(f"fitted {number} of {len(missing)}", file=sys.stderr, flush=True)  # noqa: T201

    def _file(self, names: Names) -> Path:
        return self.folder / f"{self._key}-{hashlib.sha256(' '.join(sorted(names)).encode()).hexdigest()[:16]}.npy"


_shared: CrossFit | None = None


def _fit_shared(names: Names) -> None:
    """One thread each: OpenMP's threads do not survive a fork, and processes share the cores already."""
    with threadpool_limits(1):
        if _shared is not None:
            _shared.without(*names)


def _keep(file: Path, values: Values) -> None:
    temporary = file.with_suffix(".part")
    with temporary.open("wb") as opened:
        np.save(opened, values)
    temporary.rename(file)


def _digest(corpus: Corpus) -> str:
    """Of all that a fit depends on: a set called doubtful since, or a label put right, is another fit."""
    table, counted = corpus.table, corpus.counted
    found = hashlib.sha256(f"{SETTINGS} {sorted(corpus.doubtful)}".encode())
    labels = [column for known in (table.labels, corpus.more) for column in (known.dataset, known.label)]
    runs = (counted.hashes, counted.counts.data, counted.counts.indices, counted.counts.indptr)
    for array in (table.pooled, table.features, *labels, *runs):
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()[:16]
