"""What an administrator says of a watermark to look for. Checked here, where no model is at hand: a key that cannot
be right is refused when it is entered, not when a text waits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from plugin.domain.errors import NamedError

_SEED_LIMIT = 2**63  # torch multiplies seeds as signed 64-bit numbers


class WatermarkError(NamedError):
    """A mark cannot be looked for. Never holds a value of the settings."""


@dataclass(frozen=True)
class WatermarkSetting:
    """One mark by its name; whoever holds `settings` can forge or remove it, so they are kept out of any print."""

    name: str
    scheme: str
    settings: Mapping[str, Any] = field(repr=False)


class _Field(NamedTuple):
    """One entry of the settings: what it must be, in words, and its value when left out (None: must be given)."""

    is_right: Callable[[Any], bool]
    words: str
    default: Any = None


def _whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _one_of(*names: str) -> Callable[[Any], bool]:
    return lambda value: value in names


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= 1024


def _is_share(value: Any) -> bool:
    return type(value) is float and 0.0 < value < 1.0


def _are_keys(value: Any) -> bool:
    """One key a depth. Two that are equal would count every token twice."""
    whole = _whole(0, _SEED_LIMIT - 1)
    return isinstance(value, list) and 0 < len(value) <= 128 and all(map(whole, value)) and _differ(value)


def _differ(values: list[int]) -> bool:
    return len(set(values)) == len(values)


_TOKENIZER = _Field(_is_text, "the folder or hub id of the generator's tokenizer")
_VOCABULARY = _Field(_whole(2, 2**24), "the number of logits of the generator (its config's vocab_size)")
_DEVICE = _Field(_one_of("cpu", "cuda"), '"cpu" or "cuda": where the generator ran', "cpu")

_FIELDS: dict[str, dict[str, _Field]] = {
    "green_list": {
        "tokenizer": _TOKENIZER,
        "vocab_size": _VOCABULARY,
        "gamma": _Field(_is_share, "a number between 0 and 1, as 0.25"),
        "key": _Field(_whole(1, _SEED_LIMIT - 1), "a whole number from 1 to 2^63 - 1"),
        "hash": _Field(_one_of("lefthash", "selfhash"), '"lefthash" or "selfhash"'),
        "seeding": _Field(_one_of("original", "transformers"), '"original" (lm-watermarking) or "transformers"'),
        "context_width": _Field(_whole(1, 4), "a whole number from 1 to 4"),
        "device": _DEVICE,
    },
    "gumbel": {
        "tokenizer": _TOKENIZER,
        "vocab_size": _VOCABULARY,
        "prf": _Field(
            _one_of("vllm-philox", "vllm-hmac-sha256", "markllm-exp"),
            '"vllm-philox", "vllm-hmac-sha256" or "markllm-exp"',
        ),
        "key": _Field(_whole(0, 2**256 - 1), "a whole number that the function takes"),
        "context_width": _Field(_whole(1, 16), "a whole number from 1 to 16", 4),
    },
    "synthid": {
        "tokenizer": _TOKENIZER,
        "keys": _Field(_are_keys, "a list of up to 128 different whole numbers, one a depth"),
        "ngram_len": _Field(_whole(2, 16), "a whole number from 2 to 16", 5),
        "sampling_table_size": _Field(_whole(2, 2**24 - 1), "a whole number below 2^24", 65536),
        "sampling_table_seed": _Field(_whole(0, _SEED_LIMIT - 1), "a whole number from 0 to 2^63 - 1", 0),
        "context_history_size": _Field(_whole(1, 2**20), "a whole number from 1 to 2^20", 1024),
        "weighted": _Field(lambda value: type(value) is bool, "true or false", False),
        "device": _DEVICE,
    },
}
SCHEMES = tuple(_FIELDS)


def checked(setting: WatermarkSetting) -> dict[str, Any]:
    """The settings with what was left out filled in. Raises WatermarkError, naming the first that is wrong."""
    fields = _FIELDS.get(setting.scheme)
    if fields is None:
        raise WatermarkError("scheme_unknown", "There is no such scheme.", f"Use one of: {', '.join(SCHEMES)}.")
    for name in setting.settings:
        if name not in fields:
            known = ", ".join(fields)
            raise WatermarkError("setting_unknown", f"{setting.scheme} has no such setting.", f"It takes: {known}.")
    return {name: _value(setting, name, entry) for name, entry in fields.items()}


def _value(setting: WatermarkSetting, name: str, entry: _Field) -> Any:
    value = setting.settings.get(name, entry.default)
    if value is None:
        raise WatermarkError(f"{name}_missing", f"{setting.scheme} needs {name}.", f"Give {entry.words}.")
    if not entry.is_right(value):
        raise WatermarkError(f"{name}_wrong", f"{name} cannot be right.", f"Give {entry.words}.")
    return value
