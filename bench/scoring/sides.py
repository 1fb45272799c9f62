"""What is timed: ours whole, our pass alone, and the two ways in which such scores are usually computed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import AutoModelForCausalLM

from plugin.domain.score import Score
from workers.scoring.loading import Loaded, open_model
from workers.scoring.reading import Reading, prepare, read_all
from workers.scoring.scorer import Request, Scorer

AT_ONCE = 8


@dataclass(frozen=True)
class Side:
    """`ready` is done before the clock starts; `work` gives a result for each text."""

    name: str
    ready: Callable[[list[str]], Any]
    work: Callable[[Any], list[Any]]


def ours(scorer: Scorer) -> list[Side]:
    def as_requests(texts: list[str]) -> list[Request]:
        return [Request(text, "en", 1.0) for text in texts]

    return [
        Side("ours", as_requests, lambda requests: [_scored(found) for found, _ in scorer.score_many(requests)]),
        Side("pass", lambda texts: [prepare(scorer.model, t) for t in texts], lambda p: read_all(scorer.model, p)),
    ]


def rivals(plain: Loaded) -> list[Side]:
    return [
        Side("padded loop", list, lambda texts: padded_loop(plain, texts)),
        Side("Fast-DetectGPT", list, lambda texts: [fast_detectgpt(plain, text) for text in texts]),
    ]


def plain_model(name: str, cache: Path, device: str) -> Loaded:
    """As transformers gives it, at the dtype that ours runs at here."""
    return open_model(AutoModelForCausalLM, name, cache, device, "auto")


def _scored(found: Any) -> Score:
    if not isinstance(found, Score):
        raise ValueError(f"a text of the benchmark was not scored: {found.reason}")
    return found


@torch.inference_mode()
def padded_loop(plain: Loaded, texts: Sequence[str]) -> list[float]:
    """Mean log-likelihood of each text, as one writes it first: filled up to the longest, all logits at once."""
    ids, real = filled(plain, texts)
    logits = plain.model(input_ids=ids, attention_mask=real, use_cache=False).logits
    log_p = torch.log_softmax(logits[:, :-1].float(), dim=-1)
    own = log_p.gather(2, ids[:, 1:, None]).squeeze(2) * real[:, 1:]
    return list((own.sum(dim=1) / real[:, 1:].sum(dim=1)).tolist())


def filled(plain: Loaded, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Token ids and the attention mask, both [B, T]. By hand: not every tokenizer names a token to fill up with."""
    coded = [
        torch.tensor(row) for row in plain.tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]
    ]
    ids = torch.nn.utils.rnn.pad_sequence(coded, batch_first=True)
    real = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in coded], batch_first=True)
    return ids.to(plain.model.device), real.to(plain.model.device)


@torch.inference_mode()
def fast_detectgpt(plain: Loaded, text: str) -> float:
    """The analytic curvature with one model (Bao et al., arXiv 2310.05130): d = (sum L - sum mu) / sqrt(sum var), with
    mu and var the mean and variance of log p under p. Text by text over all logits, as published; in fp32."""
    ids, _ = filled(plain, [text])
    logits = plain.model(input_ids=ids, use_cache=False).logits[0, :-1].float()
    p, log_p = torch.softmax(logits, dim=-1), torch.log_softmax(logits, dim=-1)
    own = log_p.gather(1, ids[0, 1:, None]).squeeze(1)
    mean = (p * log_p).sum(dim=-1)
    variance = (p * log_p.square()).sum(dim=-1) - mean.square()
    return float((own.sum() - mean.sum()) / variance.sum().sqrt())


def tokens_in(plain: Loaded, text: str) -> int:
    return len(plain.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])


def read_again(results: Sequence[Any]) -> int:
    """Texts near a line, which were read up to five times more with harmless edits."""
    return sum(isinstance(result, Score) and result.stability is not None for result in results)


def tokens_of(results: Sequence[Any]) -> list[int]:
    """Scored tokens of each text, where a result knows them."""
    return [result.tokens for result in results if isinstance(result, Score | Reading)]
