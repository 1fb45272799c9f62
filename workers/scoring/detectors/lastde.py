"""Lastde (Xu et al. 2024): mean log p over how unevenly the log-probabilities move at five scales.

At scale tau the sequence is its moving average over tau. Runs of three (orbits) are compared with the next by their
cosine; a histogram of the cosines over [-1, 1] has 10 T bins, T tokens being scored; its entropy over log(10 T) is
that scale's diversity entropy. The divisor is the standard deviation (of a sample) of the five. High reads
machine-like.
"""

import math

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity

from workers.scoring.reading import Reading

SCALES = (1, 2, 3, 4, 5)
ORBIT = 3
LEAST = max(SCALES) + ORBIT  # two orbits at the last scale


class Lastde:
    name, unit, sign, votes = "lastde", "", 1, False

    def value(self, reading: Reading) -> float:
        log_p = reading.statistics.log_probability.double()
        if len(log_p) < LEAST:
            return math.nan
        divisor = float(torch.stack([_diversity(log_p, scale) for scale in SCALES]).std())
        return float(log_p.mean()) / divisor if divisor > 0 else math.nan


def _diversity(log_p: Tensor, scale: int) -> Tensor:
    orbits = log_p.unfold(0, scale, 1).mean(dim=1).unfold(0, ORBIT, 1)
    cosines = cosine_similarity(orbits[:-1], orbits[1:], dim=1).clamp(-1, 1)
    bins = 10 * len(log_p)
    share = torch.histc(cosines, bins, min=-1, max=1) / len(cosines)
    return -torch.special.xlogy(share, share).sum() / math.log(bins)
