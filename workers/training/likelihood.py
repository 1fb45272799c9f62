"""From a score to a likelihood ratio, fitted on texts whose set the score's members never saw."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from workers.training.table import Labels, Mask, Values

RESAMPLES = 200


def likelihood(labels: Labels, scores: Values, rows: Mask) -> dict[str, Any]:
    """The fit, and fits to sets drawn anew: between sets lies most of the uncertainty."""
    names = sorted(set(labels.dataset[rows]))
    generator = np.random.default_rng(2026)
    fits: list[list[float]] = []
    with threadpool_limits(1):  # of three parameters: threads would only wait for each other
        while len(fits) < RESAMPLES:
            drawn = [str(name) for name in generator.choice(names, len(names))]
            inside = rows & np.isin(labels.dataset, drawn)
            if (inside & labels.human).any() and (inside & labels.machine).any():
                fits.append(fit(labels, scores, rows, drawn))
    return {"fit": fit(labels, scores, rows, names), "resampled": fits}


def fit(labels: Labels, scores: Values, rows: Mask, sets: Sequence[str]) -> list[float]:
    """Slope, shift and unseen share of workers.scoring.calibration.log_ratio, the likeliest at even odds over the
    given sets (one may come several times)."""
    taken = np.concatenate([np.flatnonzero(rows & (labels.dataset == name)) for name in sets])
    s, machine = scores[taken], labels.machine[taken]
    weight = np.where(machine, 1 / max(machine.sum(), 1), 1 / max((~machine).sum(), 1)) * len(taken) / 2

    def surprise(parameters: Values) -> float:
        slope, shift, unseen = parameters
        logit = np.log(unseen + (1 - unseen) * np.exp(np.minimum(slope * s + shift, 700)))
        return float((weight * np.logaddexp(0, np.where(machine, -logit, logit))).sum())

    found = minimize(surprise, [1.0, 0.0, 0.2], bounds=[(1e-3, 20), (-20, 20), (1e-3, 0.999)], method="L-BFGS-B")
    return [round(float(v), 4) for v in found.x]
