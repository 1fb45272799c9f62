"""A language's model and calibration, named in the settings, reach the scorer whichever way it is started."""

import importlib
import json
import sys
from pathlib import Path

import pytest

from plugin.config import from_environment
from tests.platforms.chinese_essays import MILL
from tests.scoring.languages import write_language
from tests.scoring.made_up import calibration, one_probe
from tests.scoring.tiny import make_tiny
from workers import doctor, languages, score_files
from workers.scoring import scorer as room
from workers.scoring.calibration import CalibrationError
from workers.scoring.language_model import load
from workers.scoring.scorer import Scorer

LOADED = "workers.scorer"


@pytest.fixture
def english(tmp_path: Path) -> Scorer:
    model = load(str(make_tiny(tmp_path / "english")), tmp_path / "cache", "cpu", "float32")
    (tmp_path / "built-in").mkdir()
    return Scorer(model, calibration(tmp_path / "built-in"), one_probe())


@pytest.fixture(autouse=True)
def chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its calibration; the settings name it and its model."""
    written = write_language(tmp_path, make_tiny(tmp_path / "chinese", seed=2))
    for name, value in {
        "CAVEAT_SECRET_KEY": "x" * 32, "CAVEAT_BASE_URL": "http://localhost:8000", "CAVEAT_DATA_DIR": str(tmp_path),
        "CAVEAT_MODEL_ZH": written.model, "CAVEAT_CALIBRATION_ZH": "zh", "CAVEAT_DEVICE": "cpu",
        "CAVEAT_DTYPE": "float32",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return written.calibration


def scored(english: Scorer, monkeypatch: pytest.MonkeyPatch, file: Path) -> int:
    monkeypatch.setattr(score_files, "load_from_environment", lambda *_: english)
    file.write_text(MILL, "utf-8")
    return score_files.score_files([file], True, 0.1)


def test_the_command_scores_a_chinese_file(
    english: Scorer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scored(english, monkeypatch, tmp_path / "essay.txt") == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["state"], row["language"], row["calibration"]["id"]) == ("scored", "zh", "zh-made-up")


def test_the_command_says_what_is_wrong_with_a_language_s_files(
    english: Scorer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], chinese: Path
) -> None:
    chinese.unlink()
    assert scored(english, monkeypatch, tmp_path / "essay.txt") == 1
    said = capsys.readouterr()
    assert (said.out, "calibration zh for zh cannot be read" in said.err) == ("", True)


def test_the_doctor_has_each_language_s_model_score_a_text() -> None:
    assert doctor._languages(from_environment()).startswith("zh by ")


def test_the_doctor_names_files_that_do_not_fit(chinese: Path) -> None:
    chinese.write_text("{}")
    finding = doctor._find("languages", doctor._languages, from_environment())
    assert (finding.ok, "zh is broken off" in finding.words) == (False, True)
    assert "caveat train" in finding.next_step


def test_the_doctor_is_content_with_the_default_model_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAVEAT_MODEL_ZH")
    monkeypatch.delenv("CAVEAT_CALIBRATION_ZH")
    assert doctor._languages(from_environment()).startswith("none")


def test_the_queue_s_scorer_knows_the_language(english: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "load_scorer", lambda *_, **__: english)
    monkeypatch.delitem(sys.modules, LOADED, raising=False)
    entry = importlib.import_module(LOADED)
    monkeypatch.setattr(entry.watermarks, "usable", lambda *_: ())
    result, _ = entry.scorer().score(MILL, "zh", 0.99)
    assert result.calibration.id == "zh-made-up"


def test_the_log_names_a_broken_calibration_and_quotes_no_text() -> None:
    assert languages.named(CalibrationError("calibration_missing", "zh is missing.", "")).startswith(
        "CalibrationError calibration_missing: zh is missing."
    )
    assert languages.named(ValueError("the essay's words")) == "ValueError"
