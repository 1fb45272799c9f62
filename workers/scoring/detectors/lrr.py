"""Likelihood to log-rank ratio: -(mean log p) / (mean log rank). DetectLLM, Su et al. 2023.

High reads machine-like.
"""

from workers.scoring.reading import Reading

_LEAST = 1e-3  # every token ranked first: the ratio has no end


class LikelihoodRankRatio:
    name, unit, sign, votes = "lrr", "", 1, True

    def value(self, reading: Reading) -> float:
        log_rank = float(reading.statistics.rank.log().mean())
        return -float(reading.statistics.log_probability.mean()) / max(log_rank, _LEAST)
