"""Gumbel marks (Aaronson's "EXP"): the generator took the token with the largest r^(1/p), r keyed by the context. The
choice keeps the model's distribution, and leaves tokens whose r is large."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from plugin.domain.tails import gamma_tail
from workers.scoring.watermarks.prfs import Context, HmacSha256, MarkLlmExp, Philox, Prf
from workers.scoring.watermarks.protocol import LEAST_TOKENS, Measure


class Gumbel:
    """S = sum of -log(1 - r); of unmarked text Gamma(T, 1). The statistic is S / T, around 1 without the mark."""

    def __init__(self, settings: dict[str, Any]):
        self.width, self.vocab_size = settings["context_width"], settings["vocab_size"]
        self.prf = _prf(settings)

    def measure(self, ids: Sequence[int]) -> Measure | None:
        first = self.first_of_each_context(ids)
        if len(first) < LEAST_TOKENS:
            return None
        uniform = self.prf.uniform(list(first), list(first.values()))
        total = float(-np.log1p(-uniform).sum())
        return Measure(len(first), total / len(first), gamma_tail(total, len(first)))

    def first_of_each_context(self, ids: Sequence[int]) -> dict[Context, int]:
        """A context that comes again draws the same numbers: no new evidence, and vLLM leaves it unmarked. Tokens
        without a whole context before them are left out: a submission seldom starts where the generator did."""
        found: dict[Any, tuple[Context, int]] = {}
        for end in range(self.width, len(ids)):
            context = tuple(ids[end - self.width : end])
            if ids[end] < self.vocab_size:
                found.setdefault(self.prf.identity(context), (context, ids[end]))
        return dict(found.values())


def _prf(settings: dict[str, Any]) -> Prf:
    if settings["prf"] == "markllm-exp":
        return MarkLlmExp(settings["key"], settings["vocab_size"])
    return Philox(settings["key"]) if settings["prf"] == "vllm-philox" else HmacSha256(settings["key"])
