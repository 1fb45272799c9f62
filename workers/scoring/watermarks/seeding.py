"""Which seed each token's green list is drawn from. A draw that differs in one bit finds nothing, so each is kept as
its generator has it:

original      jwkirchenbauer/lm-watermarking, alternative_prf_schemes.py (Apache-2.0): additive_prf (lefthash) and
              anchored_minhash_prf (selfhash); its table of hashes has a seed of its own
transformers  WatermarkLogitsProcessor: lefthash reads the last token alone whatever the width; selfhash as above with
              a table that is drawn from the key
They agree on lefthash of width 1 and on no selfhash.
"""

import torch
from torch import Tensor

_ORIGINAL_TABLE_SEED = 2971215073
_TABLE_SIZE = 1_000_003
_SEEDS = 2**64 - 1


class Lefthash:
    """The seed comes from the `width` tokens before; the token itself is looked for in the list."""

    def __init__(self, key: int, width: int, reads_all: bool):
        self.key, self.width, self.reads_all = key, width, reads_all

    def seeds(self, ids: Tensor) -> list[int]:
        """One for each of ids[width:]."""
        contexts = ids.unfold(0, self.width, 1)[:-1]
        read = contexts.sum(1) if self.reads_all else contexts[:, -1]
        return [self.key * number % _SEEDS for number in read.tolist()]

    @property
    def skipped(self) -> int:
        return self.width


class Selfhash:
    """The seed comes from the last `width` tokens, the token itself being one: the least of its hash times each
    one's. The products run over 64 bits and wrap; so they do in both generators."""

    def __init__(self, key: int, width: int, table_seed: int, device: str):
        generator = torch.Generator(device=device).manual_seed(table_seed)
        self.table = torch.randperm(_TABLE_SIZE, generator=generator, device=device).cpu()
        self.key, self.width = key, width

    def seeds(self, ids: Tensor) -> list[int]:
        """One for each of ids[width - 1:]."""
        hashes = self.table[ids.unfold(0, self.width, 1) % _TABLE_SIZE] + 1
        least = (self.key * hashes * hashes[:, -1:]).min(1).values
        return [number % _SEEDS for number in least.tolist()]

    @property
    def skipped(self) -> int:
        return self.width - 1


def seeding(kind: str, hash_name: str, key: int, width: int, device: str) -> Lefthash | Selfhash:
    if hash_name == "lefthash":
        return Lefthash(key, width, reads_all=kind == "original")
    if kind == "original":
        return Selfhash(key, width, _ORIGINAL_TABLE_SEED, "cpu")
    return Selfhash(key, width, key, device)
