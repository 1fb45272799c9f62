"""Conditional probability curvature with two models (Fast-DetectGPT, Bao et al. 2024):

d = (sum log p - sum mu) / sqrt(sum var), with mu = sum q log p and var the variance of log p under q at each place;
q is the observer's distribution, p the first model's. High reads machine-like. Abstains without an observer.
"""

import math

from workers.scoring.reading import Reading


class PairCurvature:
    name, unit, sign, votes = "pair_curvature", "", 1, False

    def value(self, reading: Reading) -> float:
        variance = float(reading.pair.variance.sum()) if reading.pair is not None else 0.0
        if reading.pair is None or variance <= 0:
            return math.nan
        return float((reading.statistics.log_probability - reading.pair.cross).sum()) / math.sqrt(variance)
