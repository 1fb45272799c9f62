"""Log-rank: mean natural log of each token's rank. Low reads machine-like (GLTR, Gehrmann et al. 2019)."""

from workers.scoring.reading import Reading


class LogRank:
    name, unit, sign, votes = "log_rank", "", -1, True

    def value(self, reading: Reading) -> float:
        return float(reading.statistics.rank.log().mean())
