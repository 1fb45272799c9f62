"""Numbers that describe how surprisal runs through a text: what the boosted trees of `pattern` look at.

Mean, spread, shape and quantiles of surprisal s = -log p (nats), its differences from token to token (the idea of
DivEye, Basani & Chen 2025, from the paper), entropy, curvature (Fast-DetectGPT), and how the mean varies over pieces
of about 32 tokens. Ranks play no part: what they tell, surprisal tells too, and they hang on the last bit of a logit.
"""

import numpy as np
from numpy.typing import NDArray

from workers.scoring.statistics import TokenStatistics

Values = NDArray[np.float64]

VERSION = "features-1"
COUNT = 25
PIECE = 32
_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
_TINY = 1e-9


def features(statistics: TokenStatistics) -> Values:
    """[COUNT] float64; the last three are not-a-number for a text of fewer than two pieces."""
    log_p, _, entropy, variance = (tensor.double().numpy() for tensor in statistics.tensors())
    surprisal = -log_p
    return np.array(
        [
            *_shape(surprisal), *np.quantile(surprisal, _QUANTILES), *_steps(surprisal),
            entropy.mean(), entropy.std(), variance.mean(),
            (log_p + entropy).sum() / np.sqrt(max(variance.sum(), _TINY)),
            _correlation(surprisal, entropy), (surprisal - entropy).std(),
            np.exp(log_p).mean(), (surprisal > 8).mean(), (surprisal < 0.1).mean(),
            *_pieces(surprisal),
        ]
    )  # fmt: skip


def _shape(values: Values) -> list[float]:
    """Mean, standard deviation, skewness, excess kurtosis."""
    mean, spread = float(values.mean()), float(values.std())
    z = (values - mean) / max(spread, _TINY)
    return [mean, spread, float((z**3).mean()), float((z**4).mean()) - 3]


def _steps(values: Values) -> list[float]:
    """Spread and mean size of first differences, how second differences and values follow one another."""
    first = np.diff(values)
    second = np.diff(first)
    centred = values - values.mean()
    return [
        float(first.std()), float(np.abs(first).mean()),
        float((second[1:] * second[:-1]).mean() / (second.var() + _TINY)),
        float(centred[1:] @ centred[:-1] / len(values) / (values.var() + _TINY)),
    ]  # fmt: skip


def _correlation(a: Values, b: Values) -> float:
    a, b = a - a.mean(), b - b.mean()
    return float(a @ b / max(float(np.sqrt((a @ a) * (b @ b))), _TINY))


def _pieces(values: Values) -> list[float]:
    count = len(values) // PIECE
    if count < 2:
        return [np.nan] * 3
    means = np.array([piece.mean() for piece in np.array_split(values, count)])
    return [float(means.std()), float(means.max() - means.mean()), float(means.mean() - means.min())]
