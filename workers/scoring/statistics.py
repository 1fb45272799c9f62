"""What a language model says of each token that stands there: pure functions on tensors."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

# Rows of the head worked on at once: 256 x V in fp32 is 50 MB for V = 49,152, and one shape for every text.
ROWS = 256


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

    Never holds more than ROWS x V logits. The head works in its own dtype, the reductions in fp32.
    """
    if hidden.shape[0] != targets.shape[0]:
        raise ValueError("one hidden state a target")
    pieces = [
        _chunk(hidden[at : at + ROWS], head, targets[at : at + ROWS]) for at in range(0, hidden.shape[0], ROWS)
    ]
    return TokenStatistics.joined(pieces)


def _chunk(hidden: Tensor, head: Tensor, targets: Tensor) -> TokenStatistics:
    rows = hidden.shape[0]
    # Filled up to ROWS: oneDNN compiles and keeps code for every new shape.
    full = torch.nn.functional.pad(hidden.to(head.dtype), (0, 0, 0, ROWS - rows))
    logits = (full @ head.T)[:rows].float()
    own = logits.gather(1, targets.unsqueeze(1))
    rank = 1 + (logits > own).sum(dim=1)
    log_p = logits.sub_(logits.logsumexp(dim=1, keepdim=True))
    own_log_p = log_p.gather(1, targets.unsqueeze(1)).squeeze(1)
    p = log_p.exp()
    mean = (p * log_p).sum(dim=1)
    variance = (p * (log_p - mean.unsqueeze(1)).square_()).sum(dim=1)
    return TokenStatistics(own_log_p, rank.float(), -mean, variance)
