"""What a language model says of each token that stands there: pure functions on tensors."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

# Rows of the head worked on at once: 256 x V in bf16 is 25 MB for V = 49,152, and one shape for every text.
ROWS = 256
# Rows reduced at once on a CPU: 32 x V in fp32 is 6 MB, which stays in the cache through six passes over it.
BLOCK = 32


@dataclass(frozen=True)
class TokenStatistics:
    """Four fp32 tensors of shape [T], natural logarithms, one entry for each scored token.

    log_probability: log p(y | before). rank: 1 + how many tokens the model held likelier. entropy: of the model's
    distribution at that place. variance: of log p under it (varentropy).
    """

    log_probability: Tensor
    rank: Tensor
    entropy: Tensor
    variance: Tensor

    def __len__(self) -> int:
        return int(self.log_probability.shape[0])

    def part(self, start: int, end: int) -> "TokenStatistics":
        return TokenStatistics(*(tensor[start:end] for tensor in self.tensors()))

    def tensors(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        return self.log_probability, self.rank, self.entropy, self.variance

    @staticmethod
    def joined(parts: Iterable["TokenStatistics"]) -> "TokenStatistics":
        return TokenStatistics(*(torch.cat(tensors) for tensors in zip(*(p.tensors() for p in parts), strict=True)))


def token_statistics(hidden: Tensor, head: Tensor, targets: Tensor) -> TokenStatistics:
    """Statistics of `targets` [T] from the final hidden states before them [T, d] and the head's weights [V, d].

    Never holds more than ROWS x V logits in the head's dtype and BLOCK x V in fp32. All reductions are fp32, and the
    logit of the token that stands there is an fp32 dot product of its own: rounding to bf16 would tie it with others.
    """
    if hidden.shape[0] != targets.shape[0]:
        raise ValueError("one hidden state a target")
    pieces: list[TokenStatistics] = []
    for at in range(0, hidden.shape[0], ROWS):
        pieces += _chunk(hidden[at : at + ROWS].to(head.dtype), head, targets[at : at + ROWS])
    return TokenStatistics.joined(pieces)


def _chunk(hidden: Tensor, head: Tensor, targets: Tensor) -> list[TokenStatistics]:
    rows = hidden.shape[0]
    # Filled up to ROWS: oneDNN compiles and keeps code for every new shape.
    logits = torch.nn.functional.pad(hidden, (0, 0, 0, ROWS - rows)) @ head.T
    own = (hidden.float() * head[targets].float()).sum(dim=1, keepdim=True)
    size = BLOCK if hidden.device.type == "cpu" else ROWS
    places = [slice(at, min(at + size, rows)) for at in range(0, rows, size)]
    return [_block(logits[at].float(), own[at], targets[at].unsqueeze(1)) for at in places]


def _block(logits: Tensor, own: Tensor, targets: Tensor) -> TokenStatistics:
    """One exponential a logit: with z = logit - max and weights e^z, log p and its moments follow from three sums."""
    logits.scatter_(1, targets, own)  # or a token could outrank itself by rounding
    rank = 1 + (logits > own).sum(dim=1, dtype=torch.int32)
    highest = logits.amax(dim=1, keepdim=True)
    z = logits.sub_(highest)
    weights = z.exp()
    total = weights.sum(dim=1)
    mean = _dot(weights, z) / total
    square = _dot(weights.mul_(z), z) / total
    log_total = total.log()
    log_p = (own - highest).squeeze(1) - log_total
    return TokenStatistics(log_p, rank.float(), log_total - mean, (square - mean.square()).clamp_(min=0))


def _dot(a: Tensor, b: Tensor) -> Tensor:
    """Row by row, without a product to hold in between."""
    return torch.bmm(a.unsqueeze(1), b.unsqueeze(2)).flatten()
