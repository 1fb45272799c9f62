"""Marked and unmarked texts by generators made here: a tiny Llama, and a writer without any model whose taste in words
is random at every step (fast, for what needs many texts)."""

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

WORDS = 500
VOCABULARY = 512  # embeddings are padded, as real ones are
KEY = 15485863


def make_generator(folder: Path) -> LlamaForCausalLM:
    """A tokenizer of whole words, so that text comes back as the tokens it was written in; saved in `folder`."""
    tokenizer = Tokenizer(models.WordLevel({f"w{n}": n for n in range(WORDS)}, unk_token="w0"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(folder)
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=32, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=1024, initializer_range=0.3, bos_token_id=VOCABULARY - 1,
        eos_token_id=None, pad_token_id=0,
    )  # fmt: skip
    return LlamaForCausalLM(config).eval()


def generate(model: LlamaForCausalLM, length: int, watermarking_config: Any = None, seed: int = 1) -> list[int]:
    torch.manual_seed(seed)
    start = torch.randint(1, WORDS, (1, 5))
    row = model.generate(
        start, attention_mask=torch.ones_like(start), do_sample=True, top_k=0, max_new_tokens=length,
        min_new_tokens=length, watermarking_config=watermarking_config, suppress_tokens=list(range(WORDS, VOCABULARY)),
    )  # fmt: skip
    return list(row[0, 5:].tolist())


def text_of(ids: list[int]) -> str:
    return " ".join(f"w{n}" for n in ids)


def write(length: int, processor: Any = None, seed: int = 1, spread: float = 1.5) -> list[int]:
    """Words by sampling from random logits, common words first as in any language; `processor` leans on the logits."""
    random = torch.Generator().manual_seed(seed)
    common = -torch.log(torch.arange(1, VOCABULARY + 1).float())[torch.randperm(VOCABULARY, generator=random)]
    row = torch.randint(0, VOCABULARY, (1, 5), generator=random)
    for _ in range(length):
        scores = (common + spread * torch.randn(VOCABULARY, generator=random))[None]
        scores = processor(row, scores) if processor else scores
        row = torch.cat([row, torch.multinomial(scores.softmax(1), 1, generator=random)], dim=1)
    return list(row[0, 5:].tolist())


def edited(ids: list[int], share: float, seed: int = 1) -> list[int]:
    """A share of the words replaced by others, anywhere."""
    random = torch.Generator().manual_seed(seed)
    replaced = torch.rand(len(ids), generator=random) < share
    others = torch.randint(0, VOCABULARY, (len(ids),), generator=random)
    return torch.where(replaced, others, torch.tensor(ids)).tolist()
