"""Passes over texts through the language model, kept in a folder, so that fitting anew does not read anew.

A pass is kept under the digest of its token ids: another normaliser, or another text, is another key. Nothing of a
text is kept but numbers.
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from workers.scoring import windows
from workers.scoring.language_model import LanguageModel
from workers.scoring.reading import probed_layers
from workers.scoring.statistics import TokenStatistics

SHARD = 64


@dataclass(frozen=True)
class KeptPass:
    """Statistics [4, T - 1] and mean hidden states [layers, d], fp32."""

    statistics: NDArray[np.float32]
    pooled: NDArray[np.float32]

    def token_statistics(self) -> TokenStatistics:
        return TokenStatistics(*(torch.from_numpy(row) for row in self.statistics))


def digest(ids: Sequence[int]) -> str:
    return hashlib.sha256(np.array(ids, dtype=np.int32).tobytes()).hexdigest()


class PassStore:
    """All passes of one model at one dtype, in `folder`/<digest of the weights>-<dtype>."""

    def __init__(self, folder: Path, model: LanguageModel):
        self.model = model
        self.folder = folder / f"{model.identity.sha256[:16]}-{model.identity.dtype}-{windows.VERSION}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._kept: dict[str, KeptPass] = {}
        for file in sorted(self.folder.glob("*.npz")):
            self._kept |= dict(_read(file))

    def passes(self, texts: Sequence[Sequence[int]], say: bool = False) -> list[KeptPass]:
        """One a text (token ids); those not kept yet are made, and kept, SHARD at a time."""
        missing = {digest(ids): ids for ids in texts if digest(ids) not in self._kept}
        # Long ones first: an estimate of the time left then errs to the safe side.
        waiting = sorted(missing, key=lambda key: -len(missing[key]))
        for at in range(0, len(waiting), SHARD):
            self._make({key: missing[key] for key in waiting[at : at + SHARD]})
            if say:
                done = f"read {min(at + SHARD, len(waiting))} of {len(waiting)}"
                print(done, file=sys.stderr, flush=True)  # noqa: T201
        return [self._kept[digest(ids)] for ids in texts]

    def _make(self, texts: dict[str, Sequence[int]]) -> None:
        done = windows.run_passes(self.model, list(texts.values()), probed_layers(self.model))
        made = {
            key: KeptPass(np.stack([t.numpy() for t in one.statistics.tensors()]), one.pooled.numpy())
            for key, one in zip(texts, done, strict=True)
        }
        write(self.folder, made)
        self._kept |= made


def write(folder: Path, made: dict[str, KeptPass]) -> None:
    """Under the digest of its keys; a file that is there is whole, because it is renamed into place."""
    name = hashlib.sha256("".join(made).encode()).hexdigest()[:16]
    temporary = folder / f"{name}.part"
    with temporary.open("wb") as file:
        np.savez(
            file,
            keys=np.array(list(made)),
            lengths=np.array([one.statistics.shape[1] for one in made.values()]),
            statistics=np.concatenate([one.statistics for one in made.values()], axis=1),
            pooled=np.stack([one.pooled for one in made.values()]),
        )
    temporary.rename(folder / f"{name}.npz")


def _read(file: Path) -> Iterator[tuple[str, KeptPass]]:
    with np.load(file) as shard:
        ends = np.cumsum(shard["lengths"])
        statistics, pooled = shard["statistics"], shard["pooled"]
        for number, key in enumerate(shard["keys"]):
            start = ends[number - 1] if number else 0
            yield str(key), KeptPass(statistics[:, start : ends[number]].copy(), pooled[number])
