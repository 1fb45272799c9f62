"""Green lists, beside transformers' own detector and a loop written from the original scheme's description."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from transformers import LlamaForCausalLM, WatermarkDetector, WatermarkingConfig
from transformers.generation.logits_process import WatermarkLogitsProcessor

from plugin.domain.tails import binomial_tail
from tests.scoring.watermarks.marked import KEY, VOCABULARY, edited, generate, write
from workers.scoring.watermarks import winmax
from workers.scoring.watermarks.green_list import GreenList
from workers.scoring.watermarks.protocol import LEAST_TOKENS, Measure

FEW = 1e-3


def green_list(**other: Any) -> GreenList:
    settings = {"vocab_size": VOCABULARY, "gamma": 0.25, "key": KEY, "hash": "lefthash", "seeding": "transformers",
                "context_width": 1, "device": "cpu"}  # fmt: skip
    return GreenList(settings | other)


def measured(marked: GreenList, ids: list[int]) -> Measure:
    found = marked.measure(ids)
    assert found is not None
    return found


def lefthash(bias: float = 2.0, key: int = KEY) -> WatermarkLogitsProcessor:
    return WatermarkLogitsProcessor(VOCABULARY, "cpu", bias=bias, hashing_key=key)


@pytest.mark.parametrize("config", [{}, {"seeding_scheme": "selfhash", "context_width": 4}])
def test_what_transformers_marked_is_found_by_its_key_alone(model: LlamaForCausalLM, config: dict[str, Any]) -> None:
    settings = {"hash": config.get("seeding_scheme", "lefthash"), "context_width": config.get("context_width", 1)}
    ids = generate(model, 200, WatermarkingConfig(hashing_key=KEY, **config))
    assert measured(green_list(**settings), ids).p_value < 1e-9
    assert measured(green_list(**settings, key=KEY + 2), ids).p_value > FEW
    assert measured(green_list(**settings), generate(model, 200)).p_value > FEW


def test_left_hash_counts_and_scores_what_transformers_detector_does(model: LlamaForCausalLM) -> None:
    config = WatermarkingConfig(hashing_key=KEY, bias=1.0)
    oracle = WatermarkDetector(model.config, "cpu", config, ignore_repeated_ngrams=True)
    for ids in (generate(model, 150, config), generate(model, 150), generate(model, 60) * 3):
        said, found = oracle(torch.tensor([ids]), return_dict=True), measured(green_list(), ids)
        assert found.tokens == int(said.num_tokens_scored[0])
        assert found.statistic == pytest.approx(float(said.z_score[0]))


def test_self_hash_colours_every_token_as_transformers_does(model: LlamaForCausalLM) -> None:
    config = WatermarkingConfig(hashing_key=KEY, seeding_scheme="selfhash", context_width=4)
    processor = config.construct_processor(VOCABULARY, "cpu")
    ids = generate(model, 120, config)
    marked = green_list(hash="selfhash", context_width=4)
    for end in range(4, len(ids) + 1):
        gram = ids[end - 4 : end]
        expected = gram[-1] in processor._get_greenlist_ids(torch.tensor(gram)).tolist()
        assert marked.flags(gram + [VOCABULARY])[0] == expected


def original_selfhash_is_green(gram: list[int], size: int) -> bool:
    """The published recipe token by token: 64-bit products that wrap, their least is the seed."""
    table = torch.randperm(1_000_003, generator=torch.Generator().manual_seed(2971215073)).tolist()
    products = [KEY * (table[token] + 1) * (table[gram[-1]] + 1) for token in gram]
    seed = min((product + 2**63) % 2**64 - 2**63 for product in products) % (2**64 - 1)
    return gram[-1] in torch.randperm(VOCABULARY, generator=torch.Generator().manual_seed(seed))[:size].tolist()


def test_the_original_self_hash_is_drawn_from_its_own_table() -> None:
    marked, other = (green_list(hash="selfhash", context_width=4, seeding=s) for s in ("original", "transformers"))
    grams = [write(4, seed=n) for n in range(40)]
    flags = [bool(marked.flags([*gram, VOCABULARY])[0]) for gram in grams]
    assert flags == [original_selfhash_is_green(gram, VOCABULARY // 4) for gram in grams]
    assert flags != [bool(other.flags([*gram, VOCABULARY])[0]) for gram in grams]


@pytest.mark.parametrize("width", [1, 2, 4])
def test_the_original_left_hash_adds_up_its_context(width: int) -> None:
    marked = green_list(seeding="original", context_width=width)
    for gram in (write(width + 1, seed=n) for n in range(30)):
        generator = torch.Generator().manual_seed(KEY * sum(gram[:-1]))
        expected = gram[-1] in torch.randperm(VOCABULARY, generator=generator)[: VOCABULARY // 4].tolist()
        assert marked.flags(gram)[0] == expected


def test_both_seedings_agree_on_a_left_hash_of_one_token() -> None:
    ids = write(200)
    assert np.array_equal(green_list().flags(ids), green_list(seeding="original").flags(ids))


def test_what_is_said_again_is_no_new_evidence() -> None:
    ids = write(120, lefthash())
    once, often = measured(green_list(), ids), measured(green_list(), ids * 20)
    assert often.tokens <= once.tokens + 1
    assert often.p_value > once.p_value / 10


def test_one_draw_under_two_contexts_counts_once() -> None:
    """transformers' left hash of width 3 reads one token: three others before it make an n-gram, not a new draw."""
    marked = green_list(context_width=3)
    assert len(marked.flags([1, 2, 9, 5, 3, 4, 9, 5])) == 4
    assert len(green_list(context_width=3, seeding="original").flags([1, 2, 9, 5, 2, 9, 1, 5])) < 5


def test_a_token_that_no_logit_stands_for_is_left_out() -> None:
    assert len(green_list().flags([1, VOCABULARY, 2, 3])) == 2


def test_few_tokens_say_nothing() -> None:
    assert green_list().measure([1] * 500) is None
    assert green_list().measure([]) is None
    assert green_list().measure(list(range(LEAST_TOKENS))) is None
    assert measured(green_list(), list(range(LEAST_TOKENS + 1))).tokens == LEAST_TOKENS


def test_two_looks_at_one_text_are_paid_for_twice() -> None:
    ids = write(150, lefthash(bias=0.5))
    flags = green_list().flags(ids)
    whole, windows = binomial_tail(int(flags.sum()), len(flags), 0.25), winmax.p_value(flags, 0.25)
    assert measured(green_list(), ids).p_value == pytest.approx(2 * min(whole, windows))


def test_the_share_is_that_of_the_list_as_it_is_cut() -> None:
    assert green_list(gamma=0.2501).share == 128 / 512
    assert len([n for n in range(512) if green_list(gamma=0.3).flags([7, n])[0]]) == int(512 * 0.3)


@pytest.mark.parametrize("hash_name", ["lefthash", "selfhash"])
def test_p_values_of_unmarked_texts_promise_no_more_than_they_keep(hash_name: str) -> None:
    """Repetitive texts, common words in all of them, another key each."""
    width = 1 if hash_name == "lefthash" else 4
    texts = [write(100, seed=n, spread=0.5) for n in range(20)]
    keys = [KEY + 2 * n for n in range(20)]
    marks = [green_list(hash=hash_name, context_width=width, seeding="original", key=key) for key in keys]
    found = [measured(mark, text + text[:40]).p_value for mark in marks for text in texts]
    for level in (0.01, 0.05, 0.2):
        expected = level * len(found)
        assert sum(p <= level for p in found) <= expected + 3 * math.sqrt(expected)


def found_share(lengths: int, edits: float = 0.0, texts: int = 20) -> float:
    ids = [edited(write(lengths + 1, lefthash(), seed=n), edits) for n in range(texts)]
    found = [green_list().measure(text) for text in ids]
    return sum(measure is not None and measure.p_value < FEW for measure in found) / texts


def test_longer_texts_are_found_more_surely_as_published() -> None:
    """Kirchenbauer et al. (2306.04634), gamma .25 and delta 2, at one false find in 1,000: .40, .80, .96, .99."""
    power = [found_share(length) for length in (26, 50, 100, 200)]
    assert power == sorted(power)
    assert power[0] < 0.9
    assert power[2] > 0.9
    assert power[3] == 1.0


def test_replacing_more_than_half_of_the_words_removes_the_mark() -> None:
    assert found_share(100) > 0.9
    assert found_share(100, edits=0.6) <= 0.1
