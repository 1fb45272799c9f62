"""GLTR (Gehrmann et al. 2019): the share of tokens among the model's first ten. High reads machine-like.

`buckets` is the picture that GLTR draws: shares of tokens ranked within 10, 100, 1,000, and beyond.
"""

from workers.scoring.reading import Reading

EDGES = (10, 100, 1000)


class Gltr:
    name, unit, sign, votes = "gltr", "", 1, False

    def value(self, reading: Reading) -> float:
        return buckets(reading)[0]


def buckets(reading: Reading) -> tuple[float, float, float, float]:
    within = [float((reading.statistics.rank <= edge).double().mean()) for edge in EDGES]
    return within[0], within[1] - within[0], within[2] - within[1], 1 - within[2]
