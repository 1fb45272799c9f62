"""A pinned model and its tokenizer on one device at one dtype, whole and sound, or a ModelError that says what is
wrong. No remote code, ever.

oneDNN keeps compiled code for every matrix shape that it meets. A process that scores must start with
ONEDNN_PRIMITIVE_CACHE_CAPACITY=8 in its environment before torch is loaded: without it a bf16 process grew to 24 GB.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers
from safetensors import SafetensorError
from transformers import AutoTokenizer

from plugin.domain.score import ModelIdentity
from workers.scoring.model_files import EMBEDDED, ModelError, corrupt, prepare, weights_sha256

_EMBEDDED_NAME = "SmolLM2-135M-Instruct"
_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


@dataclass(frozen=True)
class Loaded:
    model: Any
    tokenizer: Any
    identity: ModelIdentity


def open_model(auto: Any, name: str, cache_dir: Path, device: str, dtype: str, **other: Any) -> Loaded:
    """`auto` is the transformers class that knows the kind of model; `other` goes to its from_pretrained."""
    place = _pick_device(device)
    kind = _pick_dtype(dtype, place)
    try:
        folder = prepare(name, cache_dir)
        model = _weights(auto, name, folder, dtype=_DTYPES[kind], **other)
        tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=False, local_files_only=True)
    except (SafetensorError, RuntimeError, KeyError, IndexError) as error:
        raise corrupt(name) from error
    except (OSError, ValueError) as error:
        raise ModelError(
            "model_not_loaded", f"The model {name} cannot be loaded.", "Name a folder or a hub id that holds one."
        ) from error
    model.to(torch.device(place))
    model.eval()
    _refuse_unsound(name, model, kind)
    return Loaded(model, tokenizer, _identity(name, folder, kind, place))


def _weights(auto: Any, name: str, folder: Path, **other: Any) -> Any:
    model, found = auto.from_pretrained(
        folder, trust_remote_code=False, use_safetensors=True, local_files_only=True, output_loading_info=True, **other
    )
    if found["missing_keys"]:  # transformers fills them with random numbers and only warns
        raise ModelError(
            "weights_incomplete",
            f"The model {name} lacks part of its weights ({sorted(found['missing_keys'])[0]}).",
            "Name a model that was made for this: a language model is no classifier, nor the other way round.",
        )
    return model


def _refuse_unsound(name: str, model: Any, dtype: str) -> None:
    """Weights, and the numbers that come of them: at a narrower dtype than they were made for some overflow."""
    with torch.inference_mode():
        ids = torch.arange(8, device=model.device).unsqueeze(0)
        given = model(input_ids=ids).logits
    if not all(bool(tensor.isfinite().all()) for tensor in (given, *model.parameters())):
        raise ModelError(
            "model_not_finite",
            f"The model {name} gives numbers without an end, or none at all, at {dtype}.",
            "Fetch it again, or set CAVEAT_DTYPE to float32.",
        )


def _pick_device(device: str) -> str:
    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    card = re.fullmatch(r"cuda(?::(\d{1,3}))?", device)
    if device != "cpu" and not (card and int(card[1] or 0) < torch.cuda.device_count()):
        raise ModelError(
            "device_unknown",
            f"There is no device {device} here.",
            "Set CAVEAT_DEVICE to auto or cpu, or to cuda (cuda:1, …) where there is such a card and PyTorch for it.",
        )
    return device


def _pick_dtype(dtype: str, device: str) -> str:
    """bf16 where the hardware has it; elsewhere it is slower than fp32 and no closer."""
    if dtype != "auto":
        if dtype not in _DTYPES:
            raise ModelError("dtype_unknown", f"{dtype} is no dtype of Caveat's.", "Use float32, bfloat16 or auto.")
        return dtype
    if device.startswith("cuda"):
        return "bfloat16"
    return "bfloat16" if torch.backends.cpu.get_cpu_capability() == "AVX512" and _has_bf16() else "float32"


def _has_bf16() -> bool:
    """avx512_bf16 or AMX; the processor tells on Linux, elsewhere fp32 is the safe answer."""
    try:
        flags = Path("/proc/cpuinfo").read_text(errors="ignore")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def _identity(name: str, folder: Path, dtype: str, device: str) -> ModelIdentity:
    return ModelIdentity(
        name=_EMBEDDED_NAME if name == EMBEDDED else Path(name).name if Path(name).is_dir() else name,
        sha256=weights_sha256(folder),
        dtype=dtype,
        device=device,
        library=f"transformers {transformers.__version__}, torch {torch.__version__}",
    )
