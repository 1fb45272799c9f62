"""A tiny sequence classifier of random weights, made in a folder by the tests, with the tiny model's tokenizer."""

from pathlib import Path
from typing import Any

import torch
from tokenizers.processors import TemplateProcessing
from transformers import (
    GPT2Config,
    GPT2ForSequenceClassification,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaForSequenceClassification,
)

from tests.scoring.tiny import make_tiny

BEGIN, END = 2, 4
FAKE_REAL = {0: "Fake", 1: "Real"}  # OpenAI's order


def make_classifier(folder: Path, labels: dict[int, str] | None = None, positions: int = 66) -> Path:
    names = labels or FAKE_REAL
    _mark_ends(make_tiny(folder))
    config = RobertaConfig(
        vocab_size=400, hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=positions, initializer_range=0.6, id2label=names, bos_token_id=BEGIN, eos_token_id=END,
    )  # fmt: skip
    return _made(folder, RobertaForSequenceClassification, config)


def make_decoder_classifier(folder: Path) -> Path:
    """One that knows no filling token, and whose tokenizer marks no ends."""
    make_tiny(folder)
    config = GPT2Config(
        vocab_size=400, n_embd=16, n_layer=2, n_head=2, n_positions=64, initializer_range=0.6, id2label=FAKE_REAL,
        bos_token_id=BEGIN, eos_token_id=END,
    )  # fmt: skip
    return _made(folder, GPT2ForSequenceClassification, config)


def _mark_ends(folder: Path) -> None:
    """As RoBERTa's tokenizer does: one token before each window and one behind."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    first, last = tokenizer.convert_ids_to_tokens([BEGIN, END])
    ends = [(first, BEGIN), (last, END)]
    tokenizer.backend_tokenizer.post_processor = TemplateProcessing(single=f"{first} $A {last}", special_tokens=ends)
    tokenizer.save_pretrained(folder)


def _made(folder: Path, kind: type[PreTrainedModel], config: Any) -> Path:
    torch.manual_seed(3)
    kind(config).eval().save_pretrained(folder)
    return folder
