"""Memory of one side in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from bench.scoring.sides import Side
from bench.scoring.turns import batches_of

STATIONS = (0.25, 0.5, 1.0)
HEAVIEST = 3  # batches
_GIB = 2**30


def gone_through(side: Side, texts: Sequence[str]) -> dict[str, float]:
    """Peak, and what is held after a quarter, half and all of the texts."""
    batches, held = batches_of(texts), {}
    stations = {max(round(share * len(batches)), 1): f"after_{share:.0%}" for share in STATIONS}
    for number, batch in enumerate(batches, start=1):
        side.work(side.ready(batch))
        if number in stations:
            held[stations[number]] = _resident()
    return held | peak()


def heaviest(side: Side, texts: Sequence[str]) -> dict[str, float]:
    """Peak over the batches that hold the longest text: more of the others would only take time."""
    for batch in sorted(batches_of(texts), key=lambda b: max(map(len, b)) * len(b))[-HEAVIEST:]:
        side.work(side.ready(batch))
    return peak()


def peak() -> dict[str, float]:
    """In GiB. VmHWM and not ru_maxrss: that one a child process takes over from its parent (Linux, exec_mmap)."""
    gpu = {"gpu_peak": torch.cuda.max_memory_allocated() / _GIB} if torch.cuda.is_available() else {}
    return {"peak": _status("VmHWM")} | gpu


def _resident() -> float:
    return _status("VmRSS")


def _status(field: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 / _GIB for line in lines if line.startswith(f"{field}:"))


def in_a_process(side: str, arguments: Sequence[str]) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.scoring", "--side", side, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ)
    return dict(json.loads(done.stdout.splitlines()[-1]))
