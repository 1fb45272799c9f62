"""Gumbel marks, with published vectors of the functions and texts written by plain loops."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from tests.scoring.watermarks.marked import VOCABULARY, edited
from workers.scoring.watermarks.gumbel import Gumbel
from workers.scoring.watermarks.prfs import HmacSha256, MarkLlmExp, Philox, Prf, philox4x32
from workers.scoring.watermarks.protocol import LEAST_TOKENS, Measure

PRFS = ("vllm-philox", "vllm-hmac-sha256", "markllm-exp")


def gumbel(prf: str = "vllm-philox", **other: Any) -> Gumbel:
    return Gumbel({"prf": prf, "key": 42, "context_width": 2, "vocab_size": VOCABULARY} | other)


def measured(mark: Gumbel, ids: list[int]) -> Measure:
    found = mark.measure(ids)
    assert found is not None
    return found


def write(length: int, mark: Gumbel | None, seed: int = 1, sharp: float = 2.0) -> list[int]:
    """The token of the largest r^(1/p); r from the key, or without a mark from chance."""
    random = np.random.default_rng(seed)
    ids = random.integers(0, VOCABULARY, 4).tolist()
    for _ in range(length):
        p = np.exp(sharp * random.standard_normal(VOCABULARY))
        context = tuple(ids[-mark.width :]) if mark else ()
        r = mark.prf.uniform([context] * VOCABULARY, range(VOCABULARY)) if mark else random.random(VOCABULARY)
        ids.append(int(np.argmax(np.log(r) / (p / p.sum()))))
    return ids[4:]


def test_philox_gives_the_known_answers_of_its_authors() -> None:
    """Random123's kat_vectors: all zero, all one, digits of pi."""
    cases = [
        ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
        ([2**32 - 1] * 4, [2**32 - 1] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    ]
    for counter, key, expected in cases:
        words = [np.array([number], np.uint64) for number in counter + key]
        assert [int(word[0]) for word in philox4x32(words[:4], words[4:])] == expected


@pytest.mark.parametrize(
    ("prf", "mantissas"),
    [
        (Philox(42), [1661833, 10571167, 9742331, 13375724]),
        (HmacSha256(42), [6202050, 16483231, 11455363, 10557370]),
    ],
)
def test_numbers_are_those_of_vllms_compatibility_vectors(prf: Prf, mantissas: list[int]) -> None:
    contexts = [(1, 2, 3, 4), (1, 2, 3, 4), (4, 5, 6, 7), (4, 5, 6, 7)]
    expected = [np.float32((number + 1) / (2**24 + 1)) for number in mantissas]
    assert prf.uniform(contexts, [7, 8, 7, 8]).tolist() == expected


def plain_philox(counter: list[int], key: list[int]) -> list[int]:
    for _ in range(10):
        first, second = counter[0] * 0xD2511F53, counter[2] * 0xCD9E8D57
        counter = [second >> 32 ^ counter[1] ^ key[0], second % 2**32, first >> 32 ^ counter[3] ^ key[1], first % 2**32]
        key = [(key[0] + 0x9E3779B9) % 2**32, (key[1] + 0xBB67AE85) % 2**32]
    return counter


@pytest.mark.parametrize("context", [(9,), (9, 8, 7), (9, 8, 7, 6, 5, 4)])
def test_a_context_that_fills_no_block_is_padded_by_counting_down(context: tuple[int, ...]) -> None:
    """Word by word as vLLM's function has it, for widths without a published vector."""
    key, token = [42, 7], 1003
    state = [0x574D4358, len(context), 0, 0]
    for start in range(0, len(context), 4):
        block = [*context[start : start + 4], *(2**32 - 1 - n for n in range(len(context[start : start + 4]), 4))]
        state = plain_philox([a ^ b for a, b in zip(state, block, strict=True)], [key[0] ^ start, key[1]])
    words = plain_philox([token >> 2, *state[:3]], [key[0] ^ state[3], key[1] ^ 0x574D544B])
    expected = np.float32(((words[token & 3] >> 8) + 1) / (2**24 + 1))
    assert Philox(42 + (7 << 32)).uniform([context], [token])[0] == expected


def test_markllms_numbers_come_from_the_key_times_the_product_of_the_context() -> None:
    generator = torch.Generator().manual_seed(15485863 * (300 * 401 * 7 % VOCABULARY))
    expected = torch.rand(VOCABULARY, generator=generator)[99].item()
    assert MarkLlmExp(15485863, VOCABULARY).uniform([(300, 401, 7)], [99])[0] == expected


@pytest.mark.parametrize("prf", PRFS)
def test_a_marked_text_is_found_by_its_key_alone(prf: str) -> None:
    ids = write(80, gumbel(prf))
    assert measured(gumbel(prf), ids).p_value < 1e-6
    assert measured(gumbel(prf, key=43), ids).p_value > 1e-3
    assert measured(gumbel(prf), write(80, None)).p_value > 1e-3


@pytest.mark.parametrize("prf", PRFS)
def test_p_values_of_unmarked_texts_promise_no_more_than_they_keep(prf: str) -> None:
    texts = [write(60, None, seed=n) for n in range(20)]
    found = [measured(gumbel(prf, key=100 + key), text + text[:30]).p_value for text in texts for key in range(20)]
    for level in (0.01, 0.05, 0.2):
        expected = level * len(found)
        assert sum(p <= level for p in found) <= expected + 3 * math.sqrt(expected)
    assert sum(p <= 0.5 for p in found) > 0.35 * len(found)  # nor less than they could


def test_a_context_that_comes_again_counts_once() -> None:
    ids = write(60, gumbel())
    once, often = measured(gumbel(), ids), measured(gumbel(), ids * 10)
    assert often.tokens <= once.tokens + 2
    assert often.p_value > once.p_value / 100


def test_markllms_contexts_are_alike_when_their_products_are() -> None:
    assert list(gumbel("markllm-exp").first_of_each_context([3, 4, 9, 4, 3, 8])) == [(3, 4), (4, 9), (9, 4)][:2]


def test_longer_texts_are_found_more_surely() -> None:
    def share(length: int) -> float:
        found = [gumbel().measure(write(length + 2, gumbel(), seed=n, sharp=4.0)) for n in range(15)]
        return sum(measure is not None and measure.p_value < 1e-3 for measure in found) / len(found)

    power = [share(length) for length in (25, 60, 150)]
    assert power == sorted(power)
    assert power[0] < 1.0
    assert power[-1] == 1.0


def test_replacing_more_than_half_of_the_words_removes_the_mark() -> None:
    texts = [write(100, gumbel(), seed=n) for n in range(15)]
    assert all(measured(gumbel(), ids).p_value < 1e-3 for ids in texts)
    assert sum(measured(gumbel(), edited(ids, 0.6)).p_value < 1e-3 for ids in texts) <= 2


def test_few_tokens_say_nothing() -> None:
    assert gumbel().measure([5, 6] * 300) is None
    assert gumbel().measure(list(range(LEAST_TOKENS + 1))) is None
    assert measured(gumbel(), list(range(LEAST_TOKENS + 2))).tokens == LEAST_TOKENS
