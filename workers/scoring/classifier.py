"""Any transformers sequence classifier that tells AI from human text, with the label that means AI declared.

Nothing is guessed about labels: OpenAI's GPT-2 detector gives (fake, real), others (human, AI), and a flipped label
turns every answer round (RAID's own row for that detector reads like one).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import AutoModelForSequenceClassification

from workers.scoring.batches import batches
from workers.scoring.loading import Loaded, open_model
from workers.scoring.model_files import ModelError

_TOKENS = 512  # where neither model nor tokenizer names a limit
_BATCH_TOKENS = {"cpu": 2048, "cuda": 32768}


@dataclass(frozen=True)
class _Piece:
    """A window of text number `text` with the tokens that mark its ends; `tokens` are its own, without them."""

    text: int
    ids: tuple[int, ...]
    tokens: int


class Classifier:
    """`label` is the index of the output that means AI."""

    def __init__(self, found: Loaded, label: int):
        self.identity, self.label = found.identity, label
        self._model, self._tokenizer = found.model, found.tokenizer
        self._limit = _limit(found.model.config, found.tokenizer)
        # A decoder that knows no filling takes one text at a time, though there is nothing filled up here.
        alone = found.model.config.pad_token_id is None
        self._batch_tokens = 0 if alone else _BATCH_TOKENS.get(found.model.device.type, 2048)

    @property
    def key(self) -> str:
        """What a calibration knows it by: the same weights with another label say the contrary."""
        return f"{self.identity.sha256}:{self.label}"

    def log_odds(self, texts: Sequence[str]) -> list[float]:
        """log P(AI) / P(not AI) of each text, that of a long one the mean over its windows, weighted by tokens."""
        pieces = [piece for number, text in enumerate(texts) for piece in self._pieces(number, text) if piece.tokens]
        sums, tokens = [0.0] * len(texts), [0] * len(texts)
        for batch in batches(pieces, lambda piece: len(piece.ids), self._batch_tokens):
            for piece, value in zip(batch, self._run(batch), strict=True):
                sums[piece.text] += piece.tokens * value
                tokens[piece.text] += piece.tokens
        return [total / count if count else float("nan") for total, count in zip(sums, tokens, strict=True)]

    def _pieces(self, number: int, text: str) -> Iterator[_Piece]:
        coded = self._tokenizer(
            text, truncation=True, max_length=self._limit, return_overflowing_tokens=True, verbose=False,
            return_special_tokens_mask=True,
        )  # fmt: skip
        for ids, special in zip(coded["input_ids"], coded["special_tokens_mask"], strict=True):
            yield _Piece(number, tuple(ids), len(ids) - sum(special))

    @torch.inference_mode()
    def _run(self, batch: list[_Piece]) -> list[float]:
        """Of pieces of one length: without filling there is nothing to mask, and company changes nothing."""
        ids = torch.tensor([piece.ids for piece in batch], device=self._model.device)
        logits = self._model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits.double()
        return [float(value) for value in _log_odds(logits, self.label).cpu()]


def load_classifier(name: str, label: str | None, cache_dir: Path, device: str, dtype: str) -> Classifier:
    """`label` is the index or the name of the output that means AI. Raises ModelError."""
    found = open_model(AutoModelForSequenceClassification, name, cache_dir, device, dtype)
    return Classifier(found, _index(name, label, found.model.config.id2label))


def _index(name: str, label: str | None, names: dict[int, str]) -> int:
    known = {said.lower(): index for index, said in names.items()} | {str(index): index for index in names}
    listed = ", ".join(f"{index} ({said})" for index, said in sorted(names.items()))
    if not label:
        raise ModelError(
            "label_undeclared",
            f"Nothing says which label of {name} means AI: {listed}.",
            "Set CAVEAT_CLASSIFIER_AI_LABEL to its number or name, as the classifier's makers give it.",
        )
    if label.strip().lower() not in known:
        raise ModelError(
            "label_unknown",
            f"{name} has no label {label}: it has {listed}.",
            "Set CAVEAT_CLASSIFIER_AI_LABEL to the number or name of the one that means AI.",
        )
    return known[label.strip().lower()]


def _limit(config: Any, tokenizer: Any) -> int:
    """Tokens a window, special ones too. Two positions are kept free: RoBERTa counts its own from 2 on."""
    positions = getattr(config, "max_position_embeddings", None) or _TOKENS + 2
    return min(int(tokenizer.model_max_length), int(positions) - 2)


def _log_odds(logits: Tensor, label: int) -> Tensor:
    """[B, labels] to [B]. A single output is the logit of its own sigmoid."""
    own = logits[:, label]
    if logits.shape[1] == 1:
        return own
    return own - torch.cat([logits[:, :label], logits[:, label + 1 :]], dim=1).logsumexp(dim=1)
