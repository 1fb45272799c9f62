"""From a score to a likelihood ratio, fitted on texts whose set the score's members never saw."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from workers.training.table import Labels, Mask, Values

RESAMPLES = 200


def likelihood(labels: Labels, scores: Values, rows: Mask) -> dict[str, Any]:
    """The fit, and fits to sets drawn anew: between sets lies most of the uncertainty.

    The next generator may pass as human as often as one of the measured sets did. So each fit drawn is given at least
    the share that passed in one set drawn at random, and the fit at least the mean of these shares. Without that, two
    essays by a newer generator than any measured were called AI-written with a likelihood of 0 to 1 in 100.
    """
    names = sorted(set(labels.dataset[rows]))
    passing = list(passed(labels, scores, rows).values())
    generator = np.random.default_rng(2026)
    fits: list[list[float]] = []
    with threadpool_limits(1):  # of three parameters: threads would only wait for each other
        while len(fits) < RESAMPLES:
            drawn = [str(name) for name in generator.choice(names, len(names))]
            inside = rows & np.isin(labels.dataset, drawn)
            if (inside & labels.human).any() and (inside & labels.machine).any():
                fits.append(_at_least(fit(labels, scores, rows, drawn), float(generator.choice(passing))))
    return {"fit": _at_least(fit(labels, scores, rows, names), float(np.mean(passing))), "resampled": fits}


def passed(labels: Labels, scores: Values, rows: Mask) -> dict[str, float]:
    """Of each set's machine texts the share that reads as human texts do: twice those below the human median, for as
    many of them lie above it."""
    median = float(np.median(scores[rows & labels.human]))
    machine = rows & labels.machine
    below = {str(name): scores[machine & (labels.dataset == name)] < median for name in set(labels.dataset[machine])}
    return {name: min(2 * float(low.mean()), 0.999) for name, low in sorted(below.items())}


def _at_least(found: list[float], unseen: float) -> list[float]:
    return [*found[:2], round(max(found[2], unseen), 4)]


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
