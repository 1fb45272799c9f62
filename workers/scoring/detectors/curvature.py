"""Conditional probability curvature, analytic form with one model (Fast-DetectGPT, Bao et al. 2024):

d = (sum log p - sum mu) / sqrt(sum var), with mu the negated entropy and var the varentropy at each place.
High reads machine-like. Human texts lie near N(0, 1).
"""

import math

from workers.scoring.reading import Reading


class Curvature:
    name, unit, sign, votes = "curvature", "", 1, True

    def value(self, reading: Reading) -> float:
        s = reading.statistics
        variance = float(s.variance.sum())
        return float((s.log_probability + s.entropy).sum()) / math.sqrt(variance) if variance > 0 else math.nan
