"""Calibrations with numbers that can be checked by hand."""

import json
from pathlib import Path
from typing import Any

from workers.scoring.calibration import VERSIONS, Calibration, load_calibration
from workers.scoring.detectors import ZERO_SHOT

SHA = "ab" * 32


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


def raw(weights: int = 3, humans: tuple[int, int, int] = (400, 400, 90), **other: Any) -> dict[str, Any]:
    short, medium, long = humans
    return {
        "id": "made-up", "created": "2026-01-01", "valid_until": "2026-12-31", "language": "en",
        "model_sha256": SHA, "dtype": "float32", "versions": list(VERSIONS),
        "probe": {"weights": [0.0] * weights, "bias": 0.0}, "noise": 0.0, "dtype_tolerance": 0.0,
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
