"""Burstiness: how much mean surprisal varies from sentence to sentence (bits, weighted by tokens). Low reads
machine-like. The idea is GPTZero's (2023); abstains below five sentences, where a spread means nothing."""

import math

import torch

from workers.scoring.reading import Reading

LEAST_SENTENCES = 5


class Burstiness:
    name, unit, sign, votes = "burstiness", "bits", -1, True

    def value(self, reading: Reading) -> float:
        if len(reading.sentences) < LEAST_SENTENCES:
            return math.nan
        surprisal = -reading.statistics.log_probability / math.log(2)
        means = torch.stack([surprisal[s.first : s.last].mean() for s in reading.sentences])
        weights = torch.tensor([float(s.tokens) for s in reading.sentences])
        centre = (weights * means).sum() / weights.sum()
        return float(((weights * (means - centre).square()).sum() / weights.sum()).sqrt())
