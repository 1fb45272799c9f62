"""SynthID-Text (doi.org/10.1038/s41586-024-08025-4) by transformers' own hashing: in a tournament of as many rounds as
there are keys, tokens with g = 1 won. Google's own products hash in another way with keys of their own: this finds
what an institution marked itself."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from transformers import SynthIDTextWatermarkLogitsProcessor

from plugin.domain.tails import binomial_tail
from workers.scoring.watermarks.protocol import LEAST_TOKENS, Measure


class SynthId:
    """The p-value is that of the plain mean of g, exactly binomial; the statistic is that mean, or by `weighted` the
    published weighted one, in which early rounds count up to ten times as much."""

    def __init__(self, settings: dict[str, Any], eos: int | None = None):
        self.eos, self.weighted, self.device = eos, settings["weighted"], settings["device"]
        self.processor: Any = SynthIDTextWatermarkLogitsProcessor(  # typed for LongTensor, which no call returns
            ngram_len=settings["ngram_len"], keys=settings["keys"], device=torch.device(self.device),
            sampling_table_size=settings["sampling_table_size"], sampling_table_seed=settings["sampling_table_seed"],
            context_history_size=settings["context_history_size"],
        )  # fmt: skip
        # The table is a draw too: half of it is 1 only in the mean (of the usual one .4996).
        self.share = float(self.processor.sampling_table.double().mean())
        self.depths = self._first_of_each_shift(settings["keys"])
        weights = torch.linspace(10, 1 if self.weighted else 10, len(settings["keys"]), dtype=torch.float64)[
            self.depths
        ]
        self.weights = weights / weights.sum()

    def measure(self, ids: Sequence[int]) -> Measure | None:
        g = self.g_values(ids)
        if len(g) < LEAST_TOKENS:
            return None
        statistic = float((g.double().mean(0) * self.weights).sum())
        return Measure(len(g), statistic, binomial_tail(int(g.sum()), g.numel(), self.share))

    def g_values(self, ids: Sequence[int]) -> Tensor:
        """[T, depth] of the n-grams that count: not behind an end mark, in no context seen before."""
        if len(ids) < self.processor.ngram_len:
            return torch.zeros(0, len(self.depths))
        row = torch.tensor([ids], device=self.device)
        counts = self.processor.compute_context_repetition_mask(row)[0] & self._before_the_end(row)
        g = self.processor.compute_g_values(row)[0, :, self.depths].cpu()
        return g[counts.cpu() & self._first_of_each_place(row)]

    def _before_the_end(self, row: Tensor) -> Tensor:
        if self.eos is None:
            return torch.ones(1, dtype=torch.bool, device=self.device)
        return self.processor.compute_eos_token_mask(row, self.eos)[0, self.processor.ngram_len - 1 :].bool()

    def _first_of_each_place(self, row: Tensor) -> Tensor:
        """The hash modulo the table's size settles g at every depth at once (each key only shifts it), so n-grams that
        share the place share all their draws: among 600 some two or three do, among 6,000 hundreds."""
        grams = row[0].unfold(0, self.processor.ngram_len, 1)
        hashes = self.processor.accumulate_hash(torch.ones(len(grams), dtype=torch.long, device=self.device), grams)
        places = (hashes % len(self.processor.sampling_table)).tolist()
        first = dict(zip(reversed(places), reversed(range(len(places))), strict=True))
        return torch.tensor([first[place] == number for number, place in enumerate(places)])

    def _first_of_each_shift(self, keys: list[int]) -> list[int]:
        """Depths whose keys are equal modulo the table's size shift alike and draw the same: one of them counts."""
        first: dict[int, int] = {}
        for depth, key in enumerate(keys):
            first.setdefault(key % len(self.processor.sampling_table), depth)
        return list(first.values())
