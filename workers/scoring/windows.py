"""A text of any length in windows of a fixed size, the whole of it judged, each token once.

A window is 512 tokens; all but the first lend their first 128 as context only. The first token of a text has nothing
before it (the tokenizer adds no start token) and is never scored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from workers.scoring.language_model import LanguageModel
from workers.scoring.statistics import TokenStatistics, token_statistics

VERSION = "windows-1"
SIZE = 512
CONTEXT = 128
STEP = SIZE - CONTEXT
BUCKET = 64  # lengths are filled up to a multiple of this: few shapes, see workers.scorer
# Windows at once: the CPU is busy with few and holds less in memory; a GPU is idle with few.
BATCHES = {"cpu": 4, "cuda": 64}


@dataclass(frozen=True)
class Window:
    """Tokens [start, start + length) of text number `text`; those from `score_from` on are scored."""

    text: int
    start: int
    length: int
    score_from: int


@dataclass(frozen=True)
class Pass:
    """What one pass over a text gives: statistics of its tokens 1 … T-1, and the mean hidden state of each probed
    layer over them, [layers, d] fp32."""

    statistics: TokenStatistics
    pooled: Tensor


def windows_of(text: int, length: int) -> Iterator[Window]:
    start = 0
    while True:
        size = min(SIZE, length - start)
        yield Window(text, start, size, start + CONTEXT if start else 1)
        if start + size >= length:
            return
        start += STEP


def run_passes(model: LanguageModel, texts: Sequence[Sequence[int]], layers: Sequence[int]) -> list[Pass]:
    """One Pass for each text (token ids, at least two each), in the order given."""
    windows = [window for number, ids in enumerate(texts) for window in windows_of(number, len(ids))]
    done: dict[Window, tuple[TokenStatistics, Tensor]] = {}
    for batch in _batches(windows, BATCHES.get(model.device.type, 4)):
        done |= _run(model, texts, batch, layers)
    return [_assemble([done[window] for window in windows_of(n, len(ids))]) for n, ids in enumerate(texts)]


def _batches(windows: Sequence[Window], most: int) -> Iterator[list[Window]]:
    """Windows of one padded length together: nothing is wasted, and no window is filled up further for its company."""
    by_length: dict[int, list[Window]] = {}
    for window in windows:
        by_length.setdefault(_padded(window.length), []).append(window)
    for same in by_length.values():
        for at in range(0, len(same), most):
            yield same[at : at + most]


def _padded(length: int) -> int:
    return -(-length // BUCKET) * BUCKET


@torch.inference_mode()
def _run(
    model: LanguageModel, texts: Sequence[Sequence[int]], batch: list[Window], layers: Sequence[int]
) -> dict[Window, tuple[TokenStatistics, Tensor]]:
    ids = torch.zeros(len(batch), _padded(batch[0].length), dtype=torch.long)
    for row, window in enumerate(batch):
        ids[row, : window.length] = torch.tensor(texts[window.text][window.start : window.start + window.length])
    # What stands behind a causal model's last token cannot reach it: the filling needs no mask.
    final, probed = model.hidden_states(ids.to(model.device), layers)
    return {w: _read(model, ids[row], final[row], [p[row] for p in probed], w) for row, w in enumerate(batch)}


def _read(
    model: LanguageModel, ids: Tensor, final: Tensor, probed: list[Tensor], window: Window
) -> tuple[TokenStatistics, Tensor]:
    first = window.score_from - window.start
    targets = ids[first : window.length].to(model.device)
    statistics = token_statistics(final[first - 1 : window.length - 1], model.head, targets)
    sums = [layer[first : window.length].float().sum(dim=0) for layer in probed]
    pooled = torch.stack(sums).cpu() if sums else torch.zeros(0, final.shape[1])
    return TokenStatistics(*(tensor.cpu() for tensor in statistics.tensors())), pooled


def _assemble(parts: list[tuple[TokenStatistics, Tensor]]) -> Pass:
    statistics = TokenStatistics.joined(part for part, _ in parts)
    return Pass(statistics, torch.stack([sums for _, sums in parts]).sum(dim=0) / len(statistics))
