"""What a language model says of each token that stands there: pure functions on tensors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Self

import torch
from torch import Tensor

from workers.scoring.compiled import Compiled

# Rows of the head worked on at once: 256 x V in bf16 is 25 MB for V = 49,152, and one shape for every text.
ROWS = 256
# Rows reduced at once on a CPU: 32 x V in fp32 is 6 MB, which stays in the cache through six passes over it.
BLOCK = 32
# A GPU is idle with few rows: 1 GiB of fp32 logits at once, whatever the vocabulary.
_LOGITS = 1 << 28


@dataclass(frozen=True)
class Columns:
    """fp32 tensors of one length, an entry for each scored token."""

    def __len__(self) -> int:
        return int(self.tensors()[0].shape[0])

    def tensors(self) -> tuple[Tensor, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))

    def part(self, start: int, end: int) -> Self:
        return type(self)(*(tensor[start:end] for tensor in self.tensors()))

    def cpu(self) -> Self:
        return type(self)(*(tensor.cpu() for tensor in self.tensors()))

    @classmethod
    def joined(cls, parts: Iterable["Columns"]) -> Self:
        return cls(*(torch.cat(tensors) for tensors in zip(*(part.tensors() for part in parts), strict=True)))


@dataclass(frozen=True)
class TokenStatistics(Columns):
    """Natural logarithms throughout.

    log_probability: log p(y | before). rank: 1 + how many tokens the model held likelier. entropy: of the model's
    distribution at that place. variance: of log p under it (varentropy).
    """

    log_probability: Tensor
    rank: Tensor
    entropy: Tensor
    variance: Tensor


def token_statistics(hidden: Tensor, head: Tensor, targets: Tensor) -> TokenStatistics:
    """Statistics of `targets` [T] from the final hidden states before them [T, d] and the head's weights [V, d].

    Never holds more than `chunks` x V logits in the head's dtype and `blocks` x V in fp32. All reductions are fp32, and
    the logit of the token that stands there is an fp32 dot product of its own: rounding to bf16 would tie it with
    others.
    """
    if hidden.shape[0] != targets.shape[0]:
        raise ValueError("one hidden state a target")
    reduce = _compiled if hidden.is_cuda else _block
    done = []
    for rows in chunks(hidden.shape[0], head):
        logits, some = logits_of(hidden[rows], head), targets[rows]
        own = (hidden[rows].float() * head[some].float()).sum(dim=1, keepdim=True)
        done += [reduce(logits[at].float(), own[at], some[at].unsqueeze(1)) for at in blocks(len(some), head)]
    return TokenStatistics(*(torch.cat(column) for column in zip(*done, strict=True)))


def chunks(rows: int, head: Tensor) -> Iterator[slice]:
    """Rows that go through the head together."""
    size = max(_LOGITS // head.shape[0], ROWS) if head.is_cuda else ROWS
    return (slice(at, min(at + size, rows)) for at in range(0, rows, size))


def blocks(rows: int, head: Tensor) -> Iterator[slice]:
    """Rows of such a chunk that are reduced together."""
    size = rows if head.is_cuda else BLOCK
    return (slice(at, min(at + size, rows)) for at in range(0, rows, size))


def logits_of(hidden: Tensor, head: Tensor) -> Tensor:
    """[R, V], of at most ROWS rows on a CPU, where they are filled up: oneDNN compiles and keeps code for every new
    shape."""
    rows, hidden = hidden.shape[0], hidden.to(head.dtype)
    if hidden.is_cuda:
        return wide_product(hidden, head)
    return (torch.nn.functional.pad(hidden, (0, 0, 0, ROWS - rows)) @ head.T)[:rows]


def wide_product(hidden: Tensor, head: Tensor) -> Tensor:
    """A GPU sums bf16 products in fp32 anyway: asking for the sums as they are costs no accuracy. Plain where the
    backend cannot give them."""
    if head.dtype == torch.float32:
        return hidden @ head.T
    try:
        return torch.mm(hidden, head.T, out_dtype=torch.float32)
    except NotImplementedError:
        return hidden @ head.T


def _block(logits: Tensor, own: Tensor, targets: Tensor) -> tuple[Tensor, ...]:
    """One exponential a logit: with z = logit - max and weights e^z, log p and its moments follow from three sums.

    Overwrites `logits`.
    """
    logits.scatter_(1, targets, own)  # or a token could outrank itself by rounding
    rank = 1 + (logits > own).sum(dim=1, dtype=torch.int32)
    highest = logits.amax(dim=1, keepdim=True)
    z = logits.sub_(highest)
    weights = z.exp()
    total = weights.sum(dim=1)
    mean = dot(weights, z) / total
    square = dot(weights.mul_(z), z) / total
    log_total = total.log()
    log_p = (own - highest).squeeze(1) - log_total
    return log_p, rank.float(), log_total - mean, (square - mean.square()).clamp_(min=0)


def dot(a: Tensor, b: Tensor) -> Tensor:
    """Row by row. Summed by halves: a batched matrix product (bmm) took three to five times as long on a CPU, and over
    49,152 terms its running sum left the entropy 0.0005 off; this is within 0.000001 of fp64."""
    return (a * b).sum(dim=1)


def _block_of_copy(logits: Tensor, own: Tensor, targets: Tensor) -> tuple[Tensor, ...]:
    """For the compiler, which would write the overwritten logits back; a copy it never makes."""
    return _block(logits.clone(), own, targets)


_compiled = Compiled(_block_of_copy)
