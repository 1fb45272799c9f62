"""How surprisal varies along a text, after the description of DivEye (Basani & Chen 2025).

Ten features of the surprisals s = -log p: mean, standard deviation, variance, skewness, kurtosis; mean and standard
deviation of their first difference; variance, entropy of a histogram of 20 bins, and autocorrelation at lag one of
their second. Moments are those of a population; kurtosis is 0 for a normal distribution; entropy is in nats.

As a method on its own: the standard deviation. Human writing swings further, so low reads machine-like.
"""

import torch
from torch import Tensor

from workers.scoring.reading import Reading

BINS = 20
LEAST = 10  # below, a second difference has too few values for any of this


class SurprisalSpread:
    name, unit, sign, votes = "surprisal_diversity", "", -1, False

    def value(self, reading: Reading) -> float:
        return float(reading.statistics.log_probability.double().std(correction=0))


def surprisal_features(reading: Reading) -> Tensor:
    """The ten, fp64, in the order above; all nan where the text has fewer than LEAST tokens."""
    surprisal = -reading.statistics.log_probability.double()
    if len(surprisal) < LEAST:
        return torch.full((10,), torch.nan, dtype=torch.float64)
    first, second = surprisal.diff(), surprisal.diff(n=2)
    spread = surprisal.std(correction=0)
    return torch.stack([
        surprisal.mean(), spread, spread.square(), _moment(surprisal, 3), _moment(surprisal, 4) - 3,
        first.mean(), first.std(correction=0),
        second.var(correction=0), _histogram_entropy(second), _autocorrelation(second),
    ])  # fmt: skip


def _moment(values: Tensor, power: int) -> Tensor:
    """Standardised; nan where all values are the same."""
    centred = values - values.mean()
    return centred.pow(power).mean() / centred.square().mean().pow(power / 2)


def _histogram_entropy(values: Tensor) -> Tensor:
    """Of bins of one width, from the lowest value to the highest."""
    share = torch.histc(values, BINS) / len(values)
    return -torch.special.xlogy(share, share).sum()


def _autocorrelation(values: Tensor) -> Tensor:
    centred = values - values.mean()
    return (centred[1:] * centred[:-1]).sum() / centred.square().sum()
