"""Green lists (Kirchenbauer et al., arXiv 2301.10226 and 2306.04634): at each token the generator leaned towards a
share gamma of its vocabulary, drawn anew from the tokens before."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from plugin.domain.tails import binomial_tail
from workers.scoring.watermarks import winmax
from workers.scoring.watermarks.protocol import LEAST_TOKENS, Measure
from workers.scoring.watermarks.seeding import seeding

_KEPT = 2048  # lists, one bit a word of the vocabulary: 32 MB at 128,000 words


class GreenList:
    """Settings as `plugin.domain.watermarks` has checked them. `share` is gamma as the list is really cut."""

    def __init__(self, settings: dict[str, Any]):
        self.vocab_size, self.device = settings["vocab_size"], settings["device"]
        self.size = int(self.vocab_size * settings["gamma"])
        self.share = self.size / self.vocab_size
        self.seeding = seeding(
            settings["seeding"], settings["hash"], settings["key"], settings["context_width"], self.device
        )
        self._generator = torch.Generator(device=self.device)
        self._list = lru_cache(_KEPT)(self._draw)

    def measure(self, ids: Sequence[int]) -> Measure | None:
        """z over the whole text. Whole text and windows are two looks, so the smaller p-value counts double."""
        flags = self.flags(ids)
        if len(flags) < LEAST_TOKENS:
            return None
        green, expected = int(flags.sum()), self.share * len(flags)
        z = (green - expected) / math.sqrt(expected * (1 - self.share))
        whole = binomial_tail(green, len(flags), self.share)
        return Measure(len(flags), z, min(1.0, 2 * min(whole, winmax.p_value(flags, self.share))))

    def flags(self, ids: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Green or not, for each draw in the order of its first appearance. What comes again is no new evidence: an
        n-gram counts once, and so do n-grams of one seed with one token (the same draw under another context)."""
        if len(ids) <= self.seeding.width:
            return np.zeros(0, np.bool_)
        seeds, targets = self.seeding.seeds(torch.tensor(ids)), ids[self.seeding.skipped :]
        # A generator has no logit for ids beyond its vocabulary: such a token is nobody's choice.
        draws = dict.fromkeys(pair for pair in zip(seeds, targets, strict=True) if pair[1] < self.vocab_size)
        green: dict[tuple[int, int], bool] = {}
        for seed, pairs in groupby(sorted(draws), key=lambda pair: pair[0]):
            green |= self._look_up(seed, [target for _, target in pairs])
        return np.array([green[draw] for draw in draws], np.bool_)

    def _look_up(self, seed: int, targets: list[int]) -> dict[tuple[int, int], bool]:
        bits = self._list(seed)
        return {(seed, target): bool(bits[target >> 3] >> (target & 7) & 1) for target in targets}

    def _draw(self, seed: int) -> npt.NDArray[np.uint8]:
        self._generator.manual_seed(seed)
        order = torch.randperm(self.vocab_size, generator=self._generator, device=self.device)
        mask = np.zeros(self.vocab_size, np.bool_)
        mask[order[: self.size].cpu().numpy()] = True
        return np.packbits(mask, bitorder="little")
