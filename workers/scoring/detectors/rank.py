"""Rank: mean rank of each token, the likeliest being 1 (GLTR, Gehrmann et al. 2019). Low reads machine-like.

A few tokens of rank ten thousand rule the mean; log-rank is the sturdier form of the same.
"""

from workers.scoring.reading import Reading


class Rank:
    name, unit, sign, votes = "rank", "", -1, False

    def value(self, reading: Reading) -> float:
        return float(reading.statistics.rank.mean())
