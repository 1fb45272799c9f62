"""What may be said of a watermark, and that a wrong setting is named without being repeated."""

from typing import Any

import pytest

from plugin.domain.watermarks import SCHEMES, WatermarkError, WatermarkSetting, checked

GREEN: dict[str, Any] = {
    "tokenizer": "/models/ours", "vocab_size": 32000, "gamma": 0.25, "key": 987654321987, "hash": "selfhash",
    "seeding": "original", "context_width": 4,
}  # fmt: skip
GUMBEL: dict[str, Any] = {"tokenizer": "ours/model", "vocab_size": 32000, "prf": "vllm-philox", "key": 987654321987}
SYNTHID: dict[str, Any] = {"tokenizer": "ours/model", "keys": [987654321987, 3, 4]}


def test_what_is_left_out_gets_the_usual_value() -> None:
    assert checked(WatermarkSetting("a", "green_list", GREEN)) == GREEN | {"device": "cpu"}
    assert checked(WatermarkSetting("a", "gumbel", GUMBEL)) == GUMBEL | {"context_width": 4}
    assert checked(WatermarkSetting("a", "synthid", SYNTHID))["sampling_table_size"] == 65536


@pytest.mark.parametrize(
    ("scheme", "settings", "code"),
    [
        ("unigram", GREEN, "scheme_unknown"),
        ("green_list", GREEN | {"vocab_size": None}, "vocab_size_missing"),
        ("green_list", {k: v for k, v in GREEN.items() if k != "tokenizer"}, "tokenizer_missing"),
        ("green_list", GREEN | {"tokenizer": " "}, "tokenizer_wrong"),
        ("green_list", GREEN | {"gamma": 1.0}, "gamma_wrong"),
        ("green_list", GREEN | {"gamma": 25}, "gamma_wrong"),
        ("green_list", GREEN | {"gamma": float("nan")}, "gamma_wrong"),
        ("green_list", GREEN | {"context_width": 5}, "context_width_wrong"),
        ("green_list", GREEN | {"key": True}, "key_wrong"),
        ("green_list", GREEN | {"key": 2**63}, "key_wrong"),
        ("green_list", GREEN | {"hash": "minhash"}, "hash_wrong"),
        ("green_list", GREEN | {"device": "mps"}, "device_wrong"),
        ("green_list", GREEN | {"delta": 2.0}, "setting_unknown"),
        ("gumbel", GUMBEL | {"prf": "aaronson"}, "prf_wrong"),
        ("synthid", SYNTHID | {"keys": []}, "keys_wrong"),
        ("synthid", SYNTHID | {"keys": [5, 5]}, "keys_wrong"),
        ("synthid", SYNTHID | {"keys": 987654321987}, "keys_wrong"),
        ("synthid", SYNTHID | {"weighted": 1}, "weighted_wrong"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_give(scheme: str, settings: dict[str, Any], code: str) -> None:
    with pytest.raises(WatermarkError) as error:
        checked(WatermarkSetting("a", scheme, settings))
    assert error.value.code == code
    assert error.value.sentence.endswith(".")
    assert error.value.next_step.endswith(".")
    assert "987654321987" not in str(error.value)


def test_a_setting_that_is_printed_shows_no_key() -> None:
    assert "987654321987" not in repr(WatermarkSetting("a", "gumbel", GUMBEL))


def test_there_are_three_schemes() -> None:
    assert SCHEMES == ("green_list", "gumbel", "synthid")
