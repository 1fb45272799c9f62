"""Entropy: mean entropy of the model's distribution at each place, in bits (GLTR, Gehrmann et al. 2019).

Low reads machine-like, as in the published baseline: AUROC .73 and more on twelve of fourteen sets of known texts, and
the wrong way round on school essays (.28 and .40), like all that hangs on how predictable a text is.
"""

import math

from workers.scoring.reading import Reading


class Entropy:
    name, unit, sign, votes = "entropy", "bits", -1, False

    def value(self, reading: Reading) -> float:
        return float(reading.statistics.entropy.mean()) / math.log(2)
