"""Binoculars (Hans et al. 2024): log perplexity over log cross-perplexity, (mean log p) / (mean sum q log p).

The first model is the performer (p), the observer the observer (q). Low reads machine-like. Both means are over the
same places, those before each scored token; the published code also counts the place after the last token in the
cross-perplexity, and leaves out genuine end-of-text tokens. Its thresholds belong to its own pair of models: here a
value is compared only with reference texts read by the very pair. Abstains without an observer.
"""

import math

from workers.scoring.reading import Reading


class Binoculars:
    name, unit, sign, votes = "binoculars", "", -1, False

    def value(self, reading: Reading) -> float:
        cross = float(reading.pair.cross.mean()) if reading.pair is not None else 0.0
        return float(reading.statistics.log_probability.mean()) / cross if cross < 0 else math.nan
