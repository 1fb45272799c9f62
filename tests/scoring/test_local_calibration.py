"""A local calibration is used where all that it rests on is as it was, and refused by name where it is not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.scoring.made_up import calibration
from workers.scoring.calibration import Calibration, CalibrationError
from workers.scoring.local_calibration import load_local, sealed

Keep = Callable[..., Path]


@pytest.fixture
def base(tmp_path: Path) -> Calibration:
    return calibration(tmp_path)


@pytest.fixture
def keep(base: Calibration, tmp_path: Path) -> Keep:
    def kept(**other: Any) -> Path:
        raw = base.raw | {"id": "ours", "kind": "local", "base": base.id, "base_sha256": base.sha256} | other
        file = tmp_path / "calibrations" / "ours.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(sealed(raw)))
        return file

    return kept


def refused(file: Path, base: Calibration, dtype: str = "float32") -> CalibrationError:
    with pytest.raises(CalibrationError) as error:
        load_local(file, base, dtype)
    assert "caveat calibrate" in error.value.next_step
    return error.value


def test_one_that_fits_is_used(keep: Keep, base: Calibration) -> None:
    made = load_local(keep(), base, "float32")
    assert (made.id, made.is_local) == ("ours", True)
    assert made.sha256 != base.sha256
    assert made.strata[0].n == base.strata[0].n


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"model_sha256": "cd" * 32}, "the language model."),
        ({"versions": ["normalise-0"]}, "how texts are read."),
        ({"ensemble": {"file": "other", "sha256": "x"}}, "the ensemble."),
        ({"dtype": "bfloat16"}, "the dtype (bfloat16, here float32)."),
        ({"base": "en-2025.01", "base_sha256": "00"}, "the built-in calibration (en-2025.01, here made-up)."),
        ({"model_sha256": "cd" * 32, "dtype": "bfloat16"}, "the language model and of the dtype"),
    ],
)
def test_one_made_with_something_else_is_refused_and_what_differs_is_named(
    keep: Keep, base: Calibration, other: dict[str, Any], named: str
) -> None:
    error = refused(keep(**other), base)
    assert error.code == "calibration_mismatch"
    assert named in error.sentence


def test_one_that_is_not_there_is_named(base: Calibration, tmp_path: Path) -> None:
    error = refused(tmp_path / "calibrations" / "no-such.json", base)
    assert error.code == "calibration_missing"
    assert "no-such" in error.sentence


def test_a_file_broken_off_anywhere_is_refused(keep: Keep, base: Calibration) -> None:
    file = keep()
    whole = file.read_bytes()
    for length in (0, 1, len(whole) // 3, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert refused(file, base).code == "calibration_damaged"


@pytest.mark.parametrize("content", [b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"kind": "local"}'])
def test_a_file_that_is_something_else_is_refused(keep: Keep, base: Calibration, content: bytes) -> None:
    file = keep()
    file.write_bytes(content)
    assert refused(file, base).code == "calibration_damaged"


def test_a_number_changed_by_hand_is_refused(keep: Keep, base: Calibration) -> None:
    file = keep()
    raw = json.loads(file.read_text())
    raw["strata"][0]["score"]["human"][0] -= 1.0
    file.write_text(json.dumps(raw))
    assert refused(file, base).code == "calibration_damaged"


def test_a_built_in_one_is_no_local_one(keep: Keep, base: Calibration) -> None:
    assert refused(keep(kind="built-in"), base).code == "calibration_damaged"
