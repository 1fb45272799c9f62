"""What a second model, the observer, says of how the first one spreads its chances: what methods of a pair rest on.

With q the observer's distribution at a place and p the first model's, `cross` is sum q log p and `variance` that of
log p under q. Fast-DetectGPT calls the observer the sampling or reference model and the first the scoring model;
Binoculars calls them observer and performer. Both need only these two numbers.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from workers.scoring.statistics import Columns, blocks, chunks, dot, logits_of


@dataclass(frozen=True)
class PairStatistics(Columns):
    """In nats; an entry for each scored token, at the place before it."""

    cross: Tensor
    variance: Tensor


def pair_statistics(hidden: Tensor, head: Tensor, observed: Tensor, observer_head: Tensor) -> PairStatistics:
    """From both models' final hidden states [T, d] and heads, in blocks as `token_statistics` works.

    Heads of one tokenizer may be filled up to different sizes: q is over the tokens that both have, log p is as the
    first model gives it.
    """
    shared = min(head.shape[0], observer_head.shape[0])
    done = []
    for rows in chunks(hidden.shape[0], head):
        first, second = logits_of(hidden[rows], head), logits_of(observed[rows], observer_head[:shared])
        done += [_block(first[at].float(), second[at].float()) for at in blocks(len(first), head)]
    return PairStatistics(*(torch.cat(column) for column in zip(*done, strict=True)))


def _block(first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
    """Moments of z = logit - max of the first model under weights of the second; log p is z less a constant."""
    z = first - first.amax(dim=1, keepdim=True)
    log_total = z.exp().sum(dim=1).log()
    z = z[:, : second.shape[1]]
    weights = (second - second.amax(dim=1, keepdim=True)).exp_()
    total = weights.sum(dim=1)
    mean = dot(weights, z) / total
    square = dot(weights.mul_(z), z) / total
    return mean - log_total, (square - mean.square()).clamp_(min=0)
