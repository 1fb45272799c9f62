"""SynthID-Text as transformers marks it."""

import math
from typing import Any

import pytest
import torch
from transformers import LlamaForCausalLM, SynthIDTextWatermarkingConfig

from tests.scoring.watermarks.marked import edited, generate, write
from workers.scoring.watermarks.protocol import LEAST_TOKENS, Measure
from workers.scoring.watermarks.synthid import SynthId

KEYS = list(range(654, 654 + 20 * 31, 31))


def synthid(eos: int | None = None, **other: Any) -> SynthId:
    settings = {"keys": KEYS, "ngram_len": 5, "sampling_table_size": 65536, "sampling_table_seed": 0,
                "context_history_size": 1024, "weighted": False, "device": "cpu"}  # fmt: skip
    return SynthId(settings | other, eos)


def measured(mark: SynthId, ids: list[int]) -> Measure:
    found = mark.measure(ids)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def marked(model: LlamaForCausalLM) -> list[list[int]]:
    config = SynthIDTextWatermarkingConfig(keys=KEYS, ngram_len=5)
    return [generate(model, 160, config, seed=n) for n in range(6)]


def test_what_transformers_marked_is_found_by_its_keys_alone(marked: list[list[int]], model: LlamaForCausalLM) -> None:
    for number, ids in enumerate(marked):
        assert measured(synthid(), ids).p_value < 1e-9
        assert measured(synthid(keys=[key + 1 for key in KEYS]), ids).p_value > 1e-4
        assert measured(synthid(), generate(model, 160, seed=number)).p_value > 1e-4


def test_the_mean_is_that_of_transformers_g_values_under_its_masks() -> None:
    ids, mark = write(150), synthid()
    row = torch.tensor([ids])
    kept = mark.processor.compute_context_repetition_mask(row)[0].bool()
    expected = mark.processor.compute_g_values(row)[0][kept].double().mean()
    assert measured(mark, ids).tokens == int(kept.sum())
    assert measured(mark, ids).statistic == pytest.approx(float(expected))


def test_early_rounds_count_more_when_weighted(marked: list[list[int]]) -> None:
    ids = marked[0]
    plain, weighted = measured(synthid(), ids), measured(synthid(weighted=True), ids)
    means = synthid().g_values(ids).double().mean(0).tolist()
    weights = [10 - 9 * depth / 19 for depth in range(20)]
    expected = sum(weight * g for weight, g in zip(weights, means, strict=True)) / sum(weights)
    assert weighted.statistic == pytest.approx(expected)
    assert weighted.p_value == plain.p_value


def test_what_is_said_again_is_no_new_evidence(marked: list[list[int]]) -> None:
    once, often = measured(synthid(), marked[0]), measured(synthid(), marked[0] * 4)
    assert often.tokens <= once.tokens + 5


def test_contexts_outside_the_history_still_draw_only_once(marked: list[list[int]]) -> None:
    short = synthid(context_history_size=10)
    assert measured(short, marked[0] * 4).tokens <= measured(synthid(), marked[0]).tokens + 5


def test_keys_that_shift_alike_draw_once() -> None:
    ids = write(100)
    doubled = measured(synthid(keys=[*KEYS, KEYS[0] + 65536]), ids)
    assert doubled == measured(synthid(), ids)


def test_nothing_counts_behind_an_end_mark(marked: list[list[int]]) -> None:
    end = max(set(range(500)) - set(marked[0]))
    ids = [*marked[0][:80], end, *marked[0][80:]]
    assert measured(synthid(end), ids).tokens == measured(synthid(), ids[:80]).tokens


def test_p_values_of_unmarked_texts_promise_no_more_than_they_keep() -> None:
    texts = [write(100, seed=n, spread=0.5) for n in range(20)]
    random = torch.Generator().manual_seed(5)
    keys = [torch.randint(0, 2**40, (20,), generator=random).tolist() for _ in range(20)]
    found = [measured(synthid(keys=list(some)), text + text[:40]).p_value for some in keys for text in texts]
    for level in (0.01, 0.05, 0.2):
        expected = level * len(found)
        assert sum(p <= level for p in found) <= expected + 3 * math.sqrt(expected)
    assert sum(p <= 0.5 for p in found) > 0.35 * len(found)  # nor less than they could


def test_replacing_more_than_half_of_the_words_removes_the_mark(marked: list[list[int]]) -> None:
    assert sum(measured(synthid(), edited(ids, 0.6)).p_value < 1e-3 for ids in marked) <= 1


def test_few_tokens_say_nothing() -> None:
    assert synthid().measure([]) is None
    assert synthid().measure([5] * 300) is None
    assert synthid().measure(list(range(LEAST_TOKENS + 3))) is None
    assert measured(synthid(), list(range(LEAST_TOKENS + 4))).tokens == LEAST_TOKENS
