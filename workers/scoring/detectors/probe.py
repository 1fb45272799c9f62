"""A linear probe on the mean hidden states of a few layers: a logistic regression, so one dot product."""

from collections.abc import Sequence

import torch

from workers.scoring.reading import Reading


class Probe:
    name, unit, sign, votes = "probe", "", 1, False  # what the others vote on

    def __init__(self, weights: Sequence[float], bias: float):
        """`weights` over the pooled states, layer after layer, standardisation folded in."""
        self.weights = torch.tensor(weights, dtype=torch.float64)
        self.bias = bias

    def value(self, reading: Reading) -> float:
        return float(reading.pooled.double().flatten() @ self.weights) + self.bias
