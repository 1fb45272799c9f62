"""A text of any length in windows of a fixed size, the whole of it judged, each token once.

A window is 512 tokens; all but the first lend their first 128 as context only. The first token of a text has nothing
before it (the tokenizer adds no start token) and is never scored.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from workers.scoring.batches import batches
from workers.scoring.language_model import LanguageModel
from workers.scoring.pair import PairStatistics, pair_statistics
from workers.scoring.statistics import TokenStatistics, token_statistics

VERSION = "windows-1"
SIZE = 512
CONTEXT = 128
STEP = SIZE - CONTEXT
BUCKET = 64  # lengths are filled up to a multiple of this: few shapes, see workers.scorer
# Tokens at once: the CPU is busy with few and holds less in memory; a GPU is idle with few.
BATCH_TOKENS = {"cpu": 4 * SIZE, "cuda": 64 * SIZE}


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
    layer over them, [layers, d] fp32. `pair` only where an observer read along."""

    statistics: TokenStatistics
    pooled: Tensor
    pair: PairStatistics | None = None


def windows_of(text: int, length: int) -> Iterator[Window]:
    start = 0
    while True:
        size = min(SIZE, length - start)
        yield Window(text, start, size, start + CONTEXT if start else 1)
        if start + size >= length:
            return
        start += STEP


def run_passes(
    model: LanguageModel, texts: Sequence[Sequence[int]], layers: Sequence[int], observer: LanguageModel | None = None
) -> list[Pass]:
    """One Pass for each text (token ids, at least two each), in the order given."""
    windows = [window for number, ids in enumerate(texts) for window in windows_of(number, len(ids))]
    done: dict[Window, Pass] = {}
    for batch in batches(windows, lambda window: _padded(window.length), BATCH_TOKENS.get(model.device.type, 4 * SIZE)):
        done |= zip(batch, _run(model, observer, texts, batch, layers), strict=True)
    return [_assemble([done[window] for window in windows_of(n, len(ids))]) for n, ids in enumerate(texts)]


def _padded(length: int) -> int:
    return -(-length // BUCKET) * BUCKET


@torch.inference_mode()
def _run(
    model: LanguageModel, observer: LanguageModel | None, texts: Sequence[Sequence[int]], batch: list[Window],
    layers: Sequence[int],
) -> list[Pass]:  # fmt: skip
    """One Pass a window, over the tokens that it scores."""
    ids, scored = _filled(texts, batch)
    # What stands behind a causal model's last token cannot reach it: the filling needs no mask.
    final, probed = model.hidden_states(ids.to(model.device), layers)
    before = scored[:, 1:].to(model.device)
    hidden = final[:, :-1][before]
    statistics = token_statistics(hidden, model.head, ids[scored].to(model.device)).cpu()
    pair = None
    if observer is not None:
        seen, _ = observer.hidden_states(ids.to(observer.device), ())
        pair = pair_statistics(hidden, model.head, seen[:, :-1][before], observer.head).cpu()
    return list(_parted(statistics, pair, _means(probed, batch, final.shape[-1]), batch))


def _filled(texts: Sequence[Sequence[int]], batch: list[Window]) -> tuple[Tensor, Tensor]:
    """Token ids [B, T], filled up with 0, and which of them are scored."""
    ids = torch.zeros(len(batch), _padded(batch[0].length), dtype=torch.long)
    scored = torch.zeros(ids.shape, dtype=torch.bool)
    for row, window in enumerate(batch):
        ids[row, : window.length] = torch.tensor(texts[window.text][window.start : window.start + window.length])
        scored[row, window.score_from - window.start : window.length] = True
    return ids, scored


def _means(probed: list[Tensor], batch: list[Window], width: int) -> Tensor:
    """[B, layers, d] fp32: the mean over the scored tokens of each window, fetched from the device once."""
    if not probed:
        return torch.zeros(len(batch), 0, width)
    places = [slice(window.score_from - window.start, window.length) for window in batch]
    rows = [torch.stack([layer[row, at].float().mean(dim=0) for layer in probed]) for row, at in enumerate(places)]
    return torch.stack(rows).cpu()


def _parted(
    statistics: TokenStatistics, pair: PairStatistics | None, pooled: Tensor, batch: list[Window]
) -> Iterator[Pass]:
    at = 0
    for row, window in enumerate(batch):
        end = at + window.start + window.length - window.score_from
        yield Pass(statistics.part(at, end), pooled[row], None if pair is None else pair.part(at, end))
        at = end


def _assemble(parts: list[Pass]) -> Pass:
    """Means weighted by tokens."""
    statistics = TokenStatistics.joined(part.statistics for part in parts)
    sums = torch.stack([part.pooled * len(part.statistics) for part in parts]).sum(dim=0)
    return Pass(statistics, sums / len(statistics), _joined(part.pair for part in parts))


def _joined(pairs: Iterable[PairStatistics | None]) -> PairStatistics | None:
    found = [pair for pair in pairs if pair is not None]
    return PairStatistics.joined(found) if found else None
