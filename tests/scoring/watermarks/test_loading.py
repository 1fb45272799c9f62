"""From settings to a test of a text: what cannot work has its named error."""

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import LlamaForCausalLM, SynthIDTextWatermarkingConfig, WatermarkingConfig

from plugin.domain.watermarks import WatermarkError, WatermarkSetting
from tests.scoring.watermarks.marked import KEY, VOCABULARY, generate, text_of
from workers.scoring.watermarks import load_tests

GREEN = {"gamma": 0.25, "key": KEY, "hash": "lefthash", "seeding": "transformers", "context_width": 1,
         "vocab_size": VOCABULARY}  # fmt: skip
GUMBEL = {"key": 5, "prf": "vllm-philox", "vocab_size": VOCABULARY}
KEYS = list(range(100, 120))


@pytest.fixture
def folder(model: LlamaForCausalLM, generator_folder: Path) -> str:
    return str(generator_folder)


def settings(scheme: str, folder: str, raw: dict[str, Any]) -> WatermarkSetting:
    return WatermarkSetting("ours", scheme, {"tokenizer": folder} | raw)


def test_a_text_is_tested_in_the_generators_own_tokens(model: LlamaForCausalLM, folder: str, tmp_path: Path) -> None:
    green, synthid = load_tests(
        [settings("green_list", folder, GREEN), settings("synthid", folder, {"keys": KEYS})], tmp_path
    )
    text = text_of(generate(model, 150, WatermarkingConfig(hashing_key=KEY)))
    other = text_of(generate(model, 150, SynthIDTextWatermarkingConfig(keys=KEYS, ngram_len=5)))
    found = green.test(text)
    assert found is not None
    assert (found.name, found.scheme) == ("ours", "green_list")
    assert found.p_value < 1e-9 < 1e-3 < (green.test(other) or found).p_value
    found = synthid.test(other)
    assert found is not None
    assert found.p_value < 1e-9 < 1e-3 < (synthid.test(text) or found).p_value


def test_a_short_text_is_not_tested(folder: str, tmp_path: Path) -> None:
    for test in load_tests([settings("green_list", folder, GREEN), settings("gumbel", folder, GUMBEL)], tmp_path):
        assert test.test("w1 w2 w3") is None
        assert test.test("") is None


@pytest.mark.parametrize(
    ("scheme", "raw", "code"),
    [
        ("unigram", GREEN, "scheme_unknown"),
        ("green_list", GREEN | {"gamma": 0.0}, "gamma_wrong"),
        ("green_list", GREEN | {"gamma": 0.001}, "gamma_wrong"),
        ("green_list", GREEN | {"vocab_size": None}, "vocab_size_missing"),
        ("green_list", GREEN | {"vocab_size": 32000}, "vocab_size_of_another_tokenizer"),
        ("gumbel", GUMBEL | {"vocab_size": 400}, "vocab_size_of_another_tokenizer"),
        ("gumbel", GUMBEL | {"key": 2**64}, "key_wrong"),
        ("gumbel", GUMBEL | {"key": 2**60, "prf": "markllm-exp"}, "key_wrong"),
    ],
)
def test_what_cannot_be_looked_for_is_named(
    folder: str, tmp_path: Path, scheme: str, raw: dict[str, Any], code: str
) -> None:
    with pytest.raises(WatermarkError) as error:
        load_tests([settings(scheme, folder, raw)], tmp_path)
    assert error.value.code == code


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_a_folder_without_a_tokenizer_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(WatermarkError) as error:
        load_tests([settings("green_list", str(tmp_path / name), GREEN)], tmp_path)
    assert error.value.code == "tokenizer_not_loaded"


def test_a_mark_made_on_a_gpu_is_not_looked_for_without_one(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(WatermarkError) as error:
        load_tests([settings("green_list", folder, GREEN | {"device": "cuda"})], tmp_path)
    assert error.value.code == "device_missing"
