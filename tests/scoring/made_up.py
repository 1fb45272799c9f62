"""Calibrations with numbers that can be checked by hand."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from workers.scoring.calibration import VERSIONS, Calibration, load_calibration
from workers.scoring.detectors import ZERO_SHOT, Probe
from workers.scoring.detectors.pattern import Trees
from workers.scoring.detectors.style import Vocabulary, runs
from workers.scoring.ensemble import Ensemble, Scale, save_ensemble

SHA = "ab" * 32
ONE_PROBE = "cd" * 32
WIDTH = 3 * 16  # three probed layers of the tiny model


def one_probe(weights: Sequence[float] | None = None, bias: float = 100.0) -> Ensemble:
    """An ensemble of nothing but a probe on the tiny model, unscaled: its score can be worked out by hand."""
    return Ensemble((Probe(weights or [1.0] * WIDTH, bias),), (Scale(0.0, 1.0),), (1.0,), ONE_PROBE)


def reference(human: int, machine: int = 400, shift: float = 50.0) -> dict[str, list[float]]:
    """Humans at 0, 1, 2 …; machines the same, moved up by `shift`."""
    return {"human": [float(n) for n in range(human)], "machine": [n + shift for n in range(machine)]}


def wide() -> dict[str, list[float]]:
    """Half below and half above whatever a text gives: no method points anywhere, nothing lies outside."""
    return {"human": [-1e6] * 200 + [1e6] * 200, "machine": [-1e6] * 200 + [1e6] * 200}


def stratum(name: str, least: int, below: int | None, humans: int) -> dict[str, Any]:
    return {
        "name": name, "least": least, "below": below, "score": reference(humans),
        "methods": {detector.name: wide() for detector in ZERO_SHOT},
        "passages": {"human": [-4.0] * 390 + [-1.0] * 10, "machine": [-20.0] * 10 + [-6.0] * 390},
        "passages_a_text": 4.0,
    }  # fmt: skip


def raw(humans: tuple[int, int, int] = (400, 400, 90), **other: Any) -> dict[str, Any]:
    short, medium, long = humans
    return {
        "id": "made-up", "created": "2026-01-01", "valid_until": "2026-12-31", "language": "en",
        "model_sha256": SHA, "dtype": "float32", "versions": list(VERSIONS),
        "ensemble": {"file": "made-up.safetensors", "sha256": ONE_PROBE}, "noise": 0.0, "dtype_tolerance": 0.0,
        "batch_tolerance": 0.0,
        "likelihood": {"fit": [0.02, -4.0, 0.0], "resampled": [[slope, -4.0, 0.0] for slope in (0.01, 0.02, 0.03)]},
        "strata": [
            stratum("all", 0, None, sum(humans)), stratum("short", 0, 260, short),
            stratum("medium", 260, 520, medium), stratum("long", 520, None, long),
        ],
        "second_language": {"n": 128, "flagged": 13, "bound": 0.167}, "measured": {"found_at_5_percent": 0.5},
    } | other  # fmt: skip


def calibration(folder: Path, **other: Any) -> Calibration:
    numbers = raw(**other)
    (folder / "made-up.json").write_text(json.dumps(numbers))
    return load_calibration(folder, numbers["model_sha256"])


def write_ensemble(folder: Path) -> dict[str, str]:
    """Weights of all three members for the tiny model, and how a calibration names them."""
    at = np.zeros(1, dtype=np.int64)
    leaf = Trees(at, at - 1, at.astype(float), at.astype(bool), at, at, np.ones(1), 0.0)
    vocabulary = Vocabulary(np.unique(runs("the and of ing")), np.ones(len(np.unique(runs("the and of ing")))))
    style = (np.ones(len(vocabulary.hashes)), 0.0)
    file = folder / "made-up.safetensors"
    save_ensemble(file, (np.ones(WIDTH), 0.0), vocabulary, style, leaf, [Scale(0.0, 1.0)] * 3)
    return {"file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
