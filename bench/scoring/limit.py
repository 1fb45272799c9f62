"""The physical limit: what the model's arithmetic comes to, over what this machine multiplies in the same minute."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from workers.scoring.loading import Loaded
from workers.scoring.statistics import chunks
from workers.scoring.windows import BATCH_TOKENS, BUCKET, SIZE, windows_of

SQUARE = {"cpu": 2048, "cuda": 8192}
REPEATS = 3


class Work:
    """Operations that a text asks for, each of its tokens read once: two a parameter that stands in a matrix, and
    attention as far back as a window reaches, of which a causal model needs half."""

    def __init__(self, model: torch.nn.Module):
        config = model.config
        width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        self.a_token = 2 * _in_matrices(model)
        self._attention = 2 * config.num_hidden_layers * config.num_attention_heads * width

    def of(self, lengths: Sequence[int]) -> int:
        return sum(t * (self.a_token + self._attention * min(t, SIZE)) for t in lengths)


def _in_matrices(model: torch.nn.Module) -> int:
    """Looking a token up multiplies nothing; a table of tokens counts where it is the head as well."""
    table, head = model.get_input_embeddings().weight, model.get_output_embeddings().weight
    return sum(p.numel() for p in model.parameters() if p.dim() == 2 and (p is not table or p is head))


def share_of_tokens_read(lengths: Sequence[int]) -> float:
    """How many of the tokens that pass through the model are new: windows overlap and are filled up."""
    read = sum(-(-w.length // BUCKET) * BUCKET for n, t in enumerate(lengths) for w in windows_of(n, t))
    return sum(lengths) / read


def products(plain: Loaded) -> list[tuple[Tensor, Tensor]]:
    """One of each shape that the model multiplies, at the rows it does, and a big square one."""
    kind, head = plain.model.device.type, plain.model.get_output_embeddings().weight
    shapes = {tuple(p.shape): p for p in plain.model.parameters() if p.dim() == 2} | {tuple(head.shape): head}
    through_head = next(chunks(BATCH_TOKENS[kind], head)).stop
    pairs = [(through_head if p is head else BATCH_TOKENS[kind], p) for p in shapes.values()]
    square = torch.randn(SQUARE[kind], SQUARE[kind]).to(head)
    return [(torch.randn(rows, p.shape[1]).to(p), p) for rows, p in pairs] + [(square, square)]


@dataclass(frozen=True)
class Rate:
    """Operations in a second by the clock, and in a second of one processor's work."""

    clock: float
    cpu: float


@torch.inference_mode()
def best_rate(pairs: Sequence[tuple[Tensor, Tensor]]) -> Rate:
    """Of the fastest."""
    rates = [_rate(a, b) for a, b in pairs for _ in range(REPEATS)]
    return Rate(max(rate.clock for rate in rates), max(rate.cpu for rate in rates))


def _rate(a: Tensor, b: Tensor) -> Rate:
    settle(a.device)
    began, worked = time.perf_counter(), time.process_time()
    torch.nn.functional.linear(a, b)
    settle(a.device)
    operations = 2 * a.shape[0] * b.numel()
    return Rate(operations / (time.perf_counter() - began), operations / (time.process_time() - worked))


def settle(device: torch.device) -> None:
    """A GPU answers before it has worked."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
