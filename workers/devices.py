"""The devices of this machine, by the names that CAVEAT_DEVICE takes."""

import re
import subprocess  # noqa: S404 - our own interpreter, fixed arguments
import sys

import workers.torch_settings  # noqa: F401 - before torch
from plugin.config_error import ConfigError

_NAME = re.compile(r"cpu|cuda(:[0-9]{1,3})?", re.ASCII)


class DevicesError(ConfigError):
    """What was asked for cannot be used; the message says how it is written."""


def asked_for(words: str) -> list[str]:
    """`all`, or names with commas between them, each once. Raise DevicesError."""
    if words == "all":
        return _ask()
    names = words.split(",")
    if len(set(names)) < len(names) or not all(map(_NAME.fullmatch, names)):
        raise DevicesError("--devices is all, or names with commas between them, each once, as cuda:0,cuda:1")
    return names


def here() -> list[str]:
    """Every card that PyTorch can use (CUDA_VISIBLE_DEVICES narrows them), or the CPU where there is none."""
    import torch

    return [f"cuda:{number}" for number in range(torch.cuda.device_count())] or ["cpu"]


def _ask() -> list[str]:
    """By a process that ends: whoever only looks after scorers need not hold torch in memory for that."""
    told = subprocess.run([sys.executable, "-m", __name__], stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if told.returncode:
        raise DevicesError("PyTorch does not tell which devices there are. Install it, or name them.")
    return told.stdout.split()


if __name__ == "__main__":
    print(*here())  # noqa: T201 - that is its answer
