"""The probe, the scores of texts that it did not see, and what the calibration file holds of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression

from bench.sample import GROUPS, Array, Sample
from workers.scoring.calibration import LEAST_REFERENCE

STRATA = (("all", 0, None), ("short", 0, 260), ("medium", 260, 520), ("long", 520, None))
STRENGTH = 0.0005  # the regression's C: pooled states outnumber the texts of most sets
RESAMPLES = 200

Rows = NDArray[np.bool_]


@dataclass
class Fit:
    weights: Array
    bias: float

    def score(self, pooled: Array) -> Array:
        return pooled @ self.weights + self.bias


def train(sample: Sample, rows: Rows) -> Fit:
    """Logistic regression on standardised pooled states; each set-and-label weighs like the root of its size."""
    x, y = sample.pooled[rows], (~sample.is_human()[rows]).astype(int)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    kinds = [f"{n} {label}" for n, label in zip(sample.name[rows], sample.label[rows], strict=True)]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    weight = np.array([1 / math.sqrt(counts[kind]) for kind in kinds])
    # Human and machine weigh the same, or the bias would carry this sample's mix.
    for side in (0, 1):
        weight[y == side] *= 1 / weight[y == side].sum()
    model = LogisticRegression(C=STRENGTH, max_iter=400).fit((x - mean) / scale, y, sample_weight=weight * len(y))
    weights = model.coef_[0] / scale
    return Fit(weights, float(model.intercept_[0] - mean @ weights))


def left_out_scores(sample: Sample, without: str = "") -> Array:
    """Each text's score from a probe that saw neither its group nor the group `without`."""
    scores = np.full(len(sample.label), np.nan)
    for group in GROUPS:
        if group != without:
            trained = sample.clean() & (sample.group != group) & (sample.group != without)
            here = sample.group == group
            scores[here] = train(sample, trained).score(sample.pooled[here])
    return scores


def in_stratum(tokens: Array, least: float, below: float | None) -> NDArray[np.bool_]:
    return (tokens >= least) & (tokens < (below or math.inf))


def p_values(scores: Array, tokens: Array, reference: Array, reference_tokens: Array) -> Array:
    """Conformal p-values within the length stratum, as the scorer takes them."""
    out = np.full(len(scores), np.nan)
    for _, least, below in STRATA[1:]:
        mine = in_stratum(tokens, least, below)
        own = reference[in_stratum(reference_tokens, least, below)]
        own = np.sort(own if len(own) >= LEAST_REFERENCE else reference)
        out[mine] = (1 + len(own) - np.searchsorted(own, scores[mine], side="left")) / (len(own) + 1)
    return out


def rate(hits: NDArray[np.bool_]) -> dict[str, float] | None:
    """Share with its 95 % Clopper-Pearson interval."""
    n, k = len(hits), int(hits.sum())
    if n == 0:
        return None
    low = float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0
    high = float(beta.ppf(0.975, k + 1, n - k)) if k < n else 1.0
    return {"k": k, "n": n, "rate": k / n, "low": low, "high": high}


def likelihood_fit(sample: Sample, scores: Array, sets: Sequence[str]) -> list[float]:
    """Slope, shift and unseen share of workers.scoring.calibration.log_ratio, the likeliest at even odds over the
    given sets (one may come several times)."""
    x, y = [], []
    for name in sets:
        here = (sample.name == name) & sample.clean()
        x.append(scores[here])
        y.append(~sample.is_human()[here])
    s, labels = np.concatenate(x), np.concatenate(y).astype(int)
    weight = np.where(labels == 1, 1 / max(labels.sum(), 1), 1 / max((1 - labels).sum(), 1)) * len(labels) / 2

    def surprise(parameters: Array) -> float:
        slope, shift, unseen = parameters
        logit = np.log(unseen + (1 - unseen) * np.exp(np.minimum(slope * s + shift, 700)))
        return float((weight * np.logaddexp(0, np.where(labels == 1, -logit, logit))).sum())

    found = minimize(surprise, [1.0, 0.0, 0.2], bounds=[(1e-3, 20), (-20, 20), (1e-3, 0.999)], method="L-BFGS-B")
    return [round(float(v), 4) for v in found.x]


def likelihood(sample: Sample, scores: Array) -> dict[str, Any]:
    """The fit, and fits to sets drawn anew: between sets lies most of the uncertainty."""
    names = sorted({name for name in sample.name[sample.clean()]})
    generator = np.random.default_rng(2026)
    fits: list[list[float]] = []
    while len(fits) < RESAMPLES:
        drawn = list(generator.choice(names, len(names)))
        sides = {bool(h) for name in set(drawn) for h in sample.is_human()[(sample.name == name) & sample.clean()]}
        if sides == {True, False}:
            fits.append(likelihood_fit(sample, scores, drawn))
    return {"fit": likelihood_fit(sample, scores, names), "resampled": fits}


def strata(sample: Sample, scores: Array) -> list[dict[str, Any]]:
    rows = []
    for name, least, below in STRATA:
        here = sample.clean() & in_stratum(sample.tokens, least, below)
        human, machine = here & sample.is_human(), here & ~sample.is_human()
        rows.append(
            {
                "name": name, "least": least, "below": below, "score": _pair(scores, scores, human, machine),
                "methods": {method: _pair(values, values, human, machine) for method, values in sample.methods.items()},
                "passages": _pair(sample.highest, sample.lowest, human, machine),
                "passages_a_text": round(float(sample.passages[here].mean()), 2),
            }
        )  # fmt: skip
    return rows


def _pair(of_humans: Array, of_machines: Array, human: Rows, machine: Rows) -> dict[str, list[float]]:
    return {"human": _sorted(of_humans[human]), "machine": _sorted(of_machines[machine])}


def _sorted(values: Array) -> list[float]:
    return [round(float(v), 4) for v in np.sort(values[np.isfinite(values)])]
