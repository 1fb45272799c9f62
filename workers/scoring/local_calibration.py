"""A calibration that an institution made of its own human texts, read back, and refused where it does not fit.

It rests on the built-in calibration it was made beside: on its model, ensemble, normaliser and versions, and on the
dtype that its texts were read at. A number of one of them says nothing about a number of another.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from workers.scoring.calibration import Calibration, CalibrationError, made_of

_SEAL = "content_sha256"
_AGAIN = "Run caveat calibrate again with the same texts."
# Key of the built-in calibration -> what it is called. All else that it holds is told by its digest.
_NAMES = {"model_sha256": "the language model", "ensemble": "the ensemble", "versions": "how texts are read"}


def sealed(raw: dict[str, Any]) -> dict[str, Any]:
    """With a digest of the content, so that an edit by hand is seen. It is no signature: it keeps out mistakes."""
    return raw | {_SEAL: _digest(raw)}


def _digest(raw: dict[str, Any]) -> str:
    kept = {key: value for key, value in raw.items() if key != _SEAL}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def load_local(file: Path, base: Calibration, dtype: str) -> Calibration:
    """The calibration in `file`, made beside `base` of texts read at `dtype`. Raises CalibrationError."""
    data = _bytes(file)
    raw = _object(data, file)
    differs = _differences(raw, base, dtype)
    if differs:
        sentence = f"The calibration {file.stem} was made with another state of {' and of '.join(differs)}."
        raise CalibrationError("calibration_mismatch", sentence, _AGAIN)
    return made_of(raw, hashlib.sha256(data).hexdigest())


def read_sealed(file: Path) -> Calibration:
    """As it is, without asking whether it fits the model that is loaded. Raises CalibrationError."""
    data = _bytes(file)
    return made_of(_object(data, file), hashlib.sha256(data).hexdigest())


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CalibrationError(
            "calibration_missing",
            f"The calibration {file.stem} cannot be read at {file}.",
            "Make it with caveat calibrate, or unset CAVEAT_CALIBRATION.",
        ) from error


def _object(data: bytes, file: Path) -> dict[str, Any]:
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict) or raw.get(_SEAL) != _digest(raw) or raw.get("kind") != "local":
        raise CalibrationError(
            "calibration_damaged", f"{file} is broken off, was edited, or is no local calibration.", _AGAIN
        )
    return raw


def _differences(raw: dict[str, Any], base: Calibration, dtype: str) -> list[str]:
    found = [name for key, name in _NAMES.items() if raw.get(key) != base.raw.get(key)]
    if raw.get("dtype") != dtype:
        found.append(f"the dtype ({raw.get('dtype')}, here {dtype})")
    if raw.get("base_sha256") != base.sha256 and not found:
        found.append(f"the built-in calibration ({raw.get('base')}, here {base.id})")
    return found
