"""Keyed random numbers in (0, 1) for a context and a token, as three generators draw them.

vllm-philox       vLLM's `PhiloxPRF` ("philox4x32-10-v1"): Philox4x32-10 (doi.org/10.1145/2063384.2063405), over the
                  context in blocks of four words, then over the token
vllm-hmac-sha256  vLLM's `HMACSHA256PRF` ("hmac-sha256-v1"), in releases that had it
markllm-exp       MarkLLM's EXP (THU-BPM/MarkLLM, watermark/exp/exp.py): torch's CPU generator, seeded by the key times
                  the product of the context
Aaronson never published the function of his talk; tables as large as the square of a vocabulary (MarkLLM's EXPGumbel)
are not made.
"""

import hashlib
import hmac
import struct
from collections.abc import Hashable, Sequence
from functools import reduce
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch

Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.float64]
Context = tuple[int, ...]

_32 = np.uint64(32)
_LOW = np.uint64(2**32 - 1)
_HMAC_DOMAIN = b"vllm-watermark-hmac-sha256-v1\0"
_CONTEXT_DOMAIN, _TOKEN_DOMAIN = 0x574D4358, 0x574D544B


class Prf(Protocol):
    """`identity` is what the numbers of a context hang on: contexts that share it share their numbers."""

    def identity(self, context: Context) -> Hashable: ...

    def uniform(self, contexts: Sequence[Context], tokens: Sequence[int]) -> Numbers: ...


class Philox:
    def __init__(self, key: int):
        self.key = key & 0xFFFFFFFF, key >> 32

    def identity(self, context: Context) -> Hashable:
        return context

    def uniform(self, contexts: Sequence[Context], tokens: Sequence[int]) -> Numbers:
        rows, token = np.array(contexts, np.uint64), np.array(tokens, np.uint64)
        zero = np.zeros(len(rows), np.uint64)
        state = [zero + np.uint64(_CONTEXT_DOMAIN), zero + np.uint64(rows.shape[1]), zero, zero]
        for offset in range(0, rows.shape[1], 4):
            block = [rows[:, n] if n < rows.shape[1] else zero + _LOW - np.uint64(n - offset)
                     for n in range(offset, offset + 4)]  # fmt: skip
            mixed = [word ^ part for word, part in zip(state, block, strict=True)]
            state = philox4x32(mixed, [zero + np.uint64(self.key[0] ^ offset), zero + np.uint64(self.key[1])])
        key = [np.uint64(self.key[0]) ^ state[3], zero + np.uint64(self.key[1] ^ _TOKEN_DOMAIN)]
        four = np.stack(philox4x32([token >> np.uint64(2), *state[:3]], key))
        return _to_uniform(four[(token & np.uint64(3)).astype(np.int64), np.arange(len(token))])


def philox4x32(counter: list[Words], key: list[Words]) -> list[Words]:
    """Ten rounds, vectorised; every word holds 32 bits."""
    for _ in range(10):
        first, second = counter[0] * np.uint64(0xD2511F53), counter[2] * np.uint64(0xCD9E8D57)
        counter = [(second >> _32) ^ counter[1] ^ key[0], second & _LOW,
                   (first >> _32) ^ counter[3] ^ key[1], first & _LOW]  # fmt: skip
        key = [(key[0] + np.uint64(0x9E3779B9)) & _LOW, (key[1] + np.uint64(0xBB67AE85)) & _LOW]
    return counter


class HmacSha256:
    def __init__(self, key: int):
        self.key = key.to_bytes(32, "little")

    def identity(self, context: Context) -> Hashable:
        return context

    def uniform(self, contexts: Sequence[Context], tokens: Sequence[int]) -> Numbers:
        words = [self._word(context, token) for context, token in zip(contexts, tokens, strict=True)]
        return _to_uniform(np.array(words, np.uint64))

    def _word(self, context: Context, token: int) -> int:
        message = _HMAC_DOMAIN + struct.pack(f"<I{len(context) + 1}q", len(context), *context, token)
        return int.from_bytes(hmac.digest(self.key, message, hashlib.sha256)[:4], "little")


def _to_uniform(words: Words) -> Numbers:
    """Rounded to single precision as the generator has it."""
    return (((words >> np.uint64(8)).astype(np.float64) + 1) / (2**24 + 1)).astype(np.float32).astype(np.float64)


class MarkLlmExp:
    def __init__(self, key: int, vocab_size: int):
        self.key, self.vocab_size = key, vocab_size
        self._generator = torch.Generator()

    def identity(self, context: Context) -> int:
        return reduce(lambda product, token: product * token % self.vocab_size, context, 1)

    def uniform(self, contexts: Sequence[Context], tokens: Sequence[int]) -> Numbers:
        return np.array([self._number(context, token) for context, token in zip(contexts, tokens, strict=True)])

    def _number(self, context: Context, token: int) -> float:
        self._generator.manual_seed(self.key * self.identity(context))
        return float(torch.rand(self.vocab_size, generator=self._generator)[token])
