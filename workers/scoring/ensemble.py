"""The statistic that texts are ranked on: three trained members, standardised, in fixed shares.

Members: probe (hidden states), style (runs of letters), pattern (how surprisal runs). Each is brought to the mean of
human texts and to the common spread, then they are added: the sum rises with every member, and no member can outdo
the others by its scale. Weights lie in one safetensors file, whose digest a calibration names.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from workers.scoring.detectors import Probe
from workers.scoring.detectors.pattern import Pattern, Trees
from workers.scoring.detectors.protocol import Detector
from workers.scoring.detectors.style import Style, Vocabulary
from workers.scoring.likeness import Likeness
from workers.scoring.model_files import ModelError
from workers.scoring.reading import Reading

MEMBERS = ("probe", "style", "pattern")
SHARES = (0.5, 0.25, 0.25)
_TREES = ("roots", "feature", "threshold", "missing_left", "left", "right", "value")

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Scale:
    """Human mean and common spread of one member."""

    mean: float
    spread: float

    def __call__(self, value: float) -> float:
        return (value - self.mean) / self.spread


@dataclass(frozen=True)
class Ensemble:
    """`sha256` is over the weights file."""

    members: tuple[Detector, ...]
    scales: tuple[Scale, ...]
    shares: tuple[float, ...]
    sha256: str
    likeness: Likeness | None = None

    name, unit, sign, votes = "ensemble", "", 1, False

    def values(self, reading: Reading) -> dict[str, float]:
        return {member.name: member.value(reading) for member in self.members}

    def combined(self, values: Mapping[str, float]) -> float:
        parts = zip(self.members, self.scales, self.shares, strict=True)
        return sum(share * scale(values[member.name]) for member, scale, share in parts)

    def is_like(self, reading: Reading) -> bool:
        """Is the text of a kind that was measured?"""
        return self.likeness is None or self.likeness.holds(reading.pooled.flatten().numpy())


def load_ensemble(file: Path) -> Ensemble:
    """Raises ModelError when the file is missing, cut short, or something else."""
    try:
        data = file.read_bytes()
        arrays: Arrays = dict(load_file(file))
        members, scales, likeness = _members(arrays), _scales(arrays["scales"]), _likeness(arrays)
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise ModelError(
            "ensemble_unreadable",
            f"The weights file {file.name} cannot be read.",
            "Install Caveat again, or train anew.",
        ) from error
    return Ensemble(members, scales, SHARES, hashlib.sha256(data).hexdigest(), likeness)


def _members(arrays: Arrays) -> tuple[Detector, ...]:
    probe = Probe(arrays["probe.weights"].tolist(), float(arrays["probe.bias"][0]))
    vocabulary = Vocabulary(arrays["style.hashes"].astype(np.uint32), arrays["style.frequencies"].astype(float))
    style = Style(vocabulary, arrays["style.weights"].astype(float), float(arrays["style.bias"][0]))
    return probe, style, Pattern(_trees({name: arrays[f"pattern.{name}"] for name in (*_TREES, "baseline")}))


def _trees(arrays: Arrays) -> Trees:
    whole = {name: arrays[name].astype(np.int64) for name in ("roots", "feature", "left", "right")}
    return Trees(
        threshold=arrays["threshold"].astype(float),
        missing_left=arrays["missing_left"].astype(bool),
        value=arrays["value"].astype(float),
        baseline=float(arrays["baseline"][0]),
        **whole,
    )


def _likeness(arrays: Arrays) -> Likeness | None:
    if "likeness.axes" not in arrays:
        return None
    axes, offset, places = (arrays[f"likeness.{name}"].astype(float) for name in ("axes", "offset", "places"))
    return Likeness(axes, offset, places, float(arrays["likeness.limit"][0]))


def _scales(rows: NDArray[Any]) -> tuple[Scale, ...]:
    return tuple(Scale(float(mean), float(spread)) for mean, spread in rows.astype(float))


def save_ensemble(
    file: Path, probe: tuple[NDArray[np.float64], float], vocabulary: Vocabulary,
    style: tuple[NDArray[np.float64], float], trees: Trees, scales: Sequence[Scale],
    likeness: Likeness | None = None,
) -> None:  # fmt: skip
    """Linear members as (weights, bias), fp32 but for the trees: a threshold must part as it did when grown."""
    arrays: Arrays = {
        "probe.weights": probe[0].astype(np.float32), "probe.bias": np.array([probe[1]]),
        "style.hashes": vocabulary.hashes, "style.frequencies": vocabulary.frequencies.astype(np.float32),
        "style.weights": style[0].astype(np.float32), "style.bias": np.array([style[1]]),
        "scales": np.array([[scale.mean, scale.spread] for scale in scales]),
        "pattern.baseline": np.array([trees.baseline]),
    } | {f"pattern.{name}": getattr(trees, name) for name in _TREES}  # fmt: skip
    if likeness is not None:
        arrays |= {
            "likeness.axes": likeness.axes.astype(np.float32), "likeness.offset": likeness.offset,
            "likeness.places": likeness.places.astype(np.float16), "likeness.limit": np.array([likeness.limit]),
        }  # fmt: skip
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, file)
