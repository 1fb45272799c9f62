"""The calibration that is set reaches the scorer, whichever way it is started; one that cannot be used is named."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from plugin.cli import main
from plugin.config import from_environment
from tests.workers.test_companions import asked  # noqa: F401 - a fixture
from workers import calibrate, doctor, score_files
from workers.scoring.model_files import ModelError


@pytest.fixture
def file(asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:  # noqa: F811
    monkeypatch.setenv("CAVEAT_CALIBRATION", "ours")
    return tmp_path / "calibrations" / "ours.json"


def test_the_command_uses_it(asked: dict[str, Any], file: Path) -> None:  # noqa: F811
    assert score_files.score_files([], False, 0.1) == 2
    assert asked["calibration_file"] == file


def test_the_doctor_tries_it(asked: dict[str, Any], file: Path) -> None:  # noqa: F811
    with pytest.raises(ModelError):
        doctor._model(from_environment())
    assert asked["calibration_file"] == file


def test_the_queue_s_scorer_uses_it(
    asked: dict[str, Any],  # noqa: F811
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "workers.scorer", raising=False)
    entry = importlib.import_module("workers.scorer")
    monkeypatch.setattr(entry.watermarks, "usable", lambda *_: ())
    with pytest.raises(ModelError):
        entry.scorer()
    assert asked["calibration_file"] == file


def test_a_new_one_is_made_beside_the_built_in_one_and_not_beside_another_local_one(
    asked: dict[str, Any],  # noqa: F811
    file: Path,
    tmp_path: Path,
) -> None:
    assert calibrate.run(tmp_path, "new", "en", tmp_path / "new.json") == 1
    assert asked["calibration_file"] is None


def test_a_name_that_leads_elsewhere_is_said_in_one_line(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAVEAT_CALIBRATION", "../secret")
    assert main(["score", "no.txt"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
