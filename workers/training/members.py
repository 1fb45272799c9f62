"""The three members of the ensemble, fitted to labelled texts with scikit-learn, and kept as plain arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from workers.scoring.detectors.pattern import Trees
from workers.scoring.detectors.style import Vocabulary
from workers.training.table import Labels, Runs, Table, Values

PROBE_C = 0.002
STYLE_C = 1.0
LEAST_TEXTS = 50  # a run of characters is known when so many texts have it
MOST_RUNS = 30_000
_TREES = {
    "max_iter": 150, "learning_rate": 0.07, "max_leaf_nodes": 12, "l2_regularization": 5, "min_samples_leaf": 40,
    "max_features": 0.3, "random_state": 2026,
}  # fmt: skip
SETTINGS = (PROBE_C, STYLE_C, LEAST_TEXTS, MOST_RUNS, _TREES)


@dataclass
class Linear:
    weights: Values
    bias: float


def weights_of(labels: Labels) -> Values:
    """Each set and label weighs like the root of its size; human and machine weigh the same, or the bias would carry
    this sample's mix."""
    kinds = np.char.add(np.char.add(labels.dataset, "/"), labels.label)
    _, which, counts = np.unique(kinds, return_inverse=True, return_counts=True)
    weight = np.asarray(1 / np.sqrt(counts[which]))
    for side in (labels.machine, ~labels.machine):
        weight[side] /= weight[side].sum()
    return weight * len(weight)


def fit_probe(pooled: NDArray[Any], labels: Labels) -> Linear:
    """Logistic regression on standardised mean hidden states, the standardisation folded in."""
    mean, scale = pooled.mean(axis=0), pooled.std(axis=0) + 1e-6
    model = LogisticRegression(C=PROBE_C, max_iter=200, tol=1e-5)
    model.fit((pooled - mean) / scale, labels.machine, sample_weight=weights_of(labels))
    weights = model.coef_[0].astype(float) / scale
    return Linear(weights, float(model.intercept_[0] - mean @ weights))


def fit_pattern(rows: Values, labels: Labels) -> Trees:
    model = HistGradientBoostingClassifier(**_TREES).fit(rows, labels.machine, sample_weight=weights_of(labels))
    return _flat(model)


def _flat(model: HistGradientBoostingClassifier) -> Trees:
    """All trees' nodes one after the other. `_predictors` is scikit-learn's own record; a test holds this to its
    decision_function."""
    nodes = [predictor[0].nodes for predictor in model._predictors]
    starts = np.cumsum([0, *(len(tree) for tree in nodes)])
    moved = [(tree["left"] + at, tree["right"] + at) for tree, at in zip(nodes, starts, strict=False)]
    together = np.concatenate(nodes)
    leaf = together["is_leaf"].astype(bool)
    return Trees(
        roots=starts[:-1].astype(np.int64),
        feature=np.where(leaf, -1, together["feature_idx"].astype(np.int64)),
        threshold=together["num_threshold"].astype(float),
        missing_left=together["missing_go_to_left"].astype(bool),
        left=np.concatenate([left for left, _ in moved]).astype(np.int64),
        right=np.concatenate([right for _, right in moved]).astype(np.int64),
        value=np.where(leaf, together["value"], 0).astype(float),
        baseline=float(np.ravel(model._baseline_prediction)[0]),
    )


@dataclass
class RunCounts:
    """1 + log of how often each of `hashes` is met in each text, [n, hashes], sparse."""

    hashes: NDArray[np.uint32]
    counts: sparse.csr_matrix

    def rows(self, which: NDArray[Any]) -> "RunCounts":
        return RunCounts(self.hashes, self.counts[which])


def count_runs(texts: list[Runs]) -> RunCounts:
    """Over all runs that enough texts have to be known at all."""
    hashes, texts_with = np.unique(np.concatenate([met for met, _ in texts]), return_counts=True)
    hashes = hashes[texts_with >= min(LEAST_TEXTS, max(len(texts) // 10, 1))]
    at, values, ends = [], [], [0]
    for met, counts in texts:
        place = np.minimum(np.searchsorted(hashes, met), len(hashes) - 1)
        known = hashes[place] == met
        at.append(place[known])
        values.append(1 + np.log(counts[known]))
        ends.append(ends[-1] + int(known.sum()))
    matrix = sparse.csr_matrix((np.concatenate(values), np.concatenate(at), ends), shape=(len(texts), len(hashes)))
    return RunCounts(hashes, matrix)


def fit_style(counted: RunCounts, labels: Labels) -> tuple[Vocabulary, Linear]:
    """Vocabulary and document frequencies are those of these texts alone."""
    with_run = np.asarray((counted.counts > 0).sum(axis=0)).ravel()
    common = np.sort(np.argsort(-with_run, kind="stable")[:MOST_RUNS])
    common = common[with_run[common] > 0]
    total = counted.counts.shape[0]
    vocabulary = Vocabulary(counted.hashes[common], np.log((1 + total) / (1 + with_run[common])) + 1)
    model = LogisticRegression(C=STYLE_C, max_iter=200, tol=1e-5)
    model.fit(weighted(counted, vocabulary), labels.machine, sample_weight=weights_of(labels))
    return vocabulary, Linear(model.coef_[0].astype(float), float(model.intercept_[0]))


def weighted(counted: RunCounts, vocabulary: Vocabulary) -> sparse.csr_matrix:
    """Rows of length one in the vocabulary's entries, as Vocabulary.entries gives them text by text."""
    columns = np.searchsorted(counted.hashes, vocabulary.hashes)
    rows = counted.counts[:, columns].multiply(vocabulary.frequencies[None]).tocsr()
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.maximum(lengths, 1e-12)) @ rows).tocsr()


@dataclass
class Members:
    """Fitted members, before they are mixed."""

    probe: Linear
    vocabulary: Vocabulary
    style: Linear
    pattern: Trees

    def values(self, table: Table, counted: RunCounts, rows: NDArray[Any]) -> Values:
        """[rows, 3]: probe, style, pattern."""
        probe = table.pooled[rows] @ self.probe.weights + self.probe.bias
        style = weighted(counted.rows(rows), self.vocabulary) @ self.style.weights + self.style.bias
        pattern = [self.pattern.log_odds(row) for row in table.features[rows]]
        return np.stack([probe, style, pattern], axis=1)
