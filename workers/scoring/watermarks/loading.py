"""From an administrator's settings to tests that can run: here the tokenizer is loaded and the device tried."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoTokenizer

from plugin.domain.watermarks import WatermarkError, WatermarkSetting, checked
from workers.scoring.watermarks.green_list import GreenList
from workers.scoring.watermarks.gumbel import Gumbel
from workers.scoring.watermarks.protocol import Scheme, TokenTest, WatermarkTest
from workers.scoring.watermarks.synthid import SynthId

_KEY_LIMITS = {"vllm-philox": 2**64, "vllm-hmac-sha256": 2**256}


def load_tests(settings: Sequence[WatermarkSetting], cache_dir: Path) -> tuple[WatermarkTest, ...]:
    """Raises WatermarkError for the first that cannot be looked for."""
    return tuple(_load(setting, cache_dir) for setting in settings)


def _load(setting: WatermarkSetting, cache_dir: Path) -> WatermarkTest:
    values = checked(setting)
    if values.get("device") == "cuda" and not torch.cuda.is_available():
        raise WatermarkError(
            "device_missing",
            "The mark was made on a GPU, whose random numbers only a GPU draws, and there is none here.",
            "Run the scorer where CUDA is, or mark texts on a CPU.",
        )
    tokenizer = _tokenizer(values["tokenizer"], cache_dir)
    if "vocab_size" in values:
        _refuse_another_vocabulary(tokenizer, values["vocab_size"])
    return TokenTest(setting.name, setting.scheme, _encoder(tokenizer), _scheme(setting.scheme, values, tokenizer))


def _tokenizer(name: str, cache_dir: Path) -> Any:
    try:
        is_folder = Path(name).is_dir()
        return AutoTokenizer.from_pretrained(
            name, trust_remote_code=False, local_files_only=is_folder, cache_dir=cache_dir / "hub"
        )
    except (OSError, ValueError, ImportError) as error:
        raise WatermarkError(
            "tokenizer_not_loaded",
            f"The tokenizer {name} cannot be loaded.",
            "Name a folder or a hub id that holds the generator's tokenizer.",
        ) from error


def _encoder(tokenizer: Any) -> Callable[[str], list[int]]:
    return lambda text: list(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])


def _refuse_another_vocabulary(tokenizer: Any, vocab_size: int) -> None:
    """Embeddings are padded by some hundreds; a vocabulary far from the tokenizer's belongs to another one."""
    words = len(tokenizer)
    if not int(tokenizer.vocab_size) <= vocab_size <= words + max(4096, words // 10):
        raise WatermarkError(
            "vocab_size_of_another_tokenizer",
            f"The tokenizer has {words} words, vocab_size says {vocab_size}.",
            "Give the tokenizer of the generator and the number of its logits (its config's vocab_size).",
        )


def _scheme(scheme: str, values: dict[str, Any], tokenizer: Any) -> Scheme:
    if scheme == "green_list":
        return _green_list(values)
    if scheme == "synthid":
        return SynthId(values, tokenizer.eos_token_id)
    if values["key"] >= _KEY_LIMITS.get(values["prf"], 2**63 // values["vocab_size"]):
        raise WatermarkError("key_wrong", "The key is larger than the function takes.", "See the page on watermarks.")
    return Gumbel(values)


def _green_list(values: dict[str, Any]) -> GreenList:
    marked = GreenList(values)
    if not 0 < marked.size < marked.vocab_size:
        raise WatermarkError("gamma_wrong", "gamma leaves an empty list.", "Give the gamma of the generator, as 0.25.")
    return marked
