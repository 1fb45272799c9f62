"""An observer and a classifier named in the settings reach the scorer, whichever way it is started."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from plugin.config import from_environment
from tests.databases import migrated
from workers import doctor, score_files
from workers.scoring import scorer as room
from workers.scoring.model_files import ModelError

WANTED = {"observer": "a/base", "classifier": "a/detector", "ai_label": "Fake"}
POSITIONS = ("name", "cache_dir", "device", "dtype", "base_rate", "watermarks", *WANTED, "calibration_file")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """What load_scorer was asked for; nothing is loaded."""
    found: dict[str, Any] = {}

    def refuse(*given: Any, **named: Any) -> None:
        found.update(zip(POSITIONS, given, strict=False), **named)
        raise ModelError("stop", "Enough is known.", "Go on.")

    monkeypatch.setattr(room, "load_scorer", refuse)
    for name, value in {
        "CAVEAT_OBSERVER": "a/base", "CAVEAT_CLASSIFIER": "a/detector", "CAVEAT_CLASSIFIER_AI_LABEL": "Fake",
        "CAVEAT_SECRET_KEY": "x" * 32, "CAVEAT_BASE_URL": "http://localhost:8000", "CAVEAT_DATA_DIR": str(tmp_path),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return found


def test_the_command_hands_them_on(asked: dict[str, Any]) -> None:
    assert score_files.score_files([], False, 0.1) == 2
    assert asked.items() >= WANTED.items()


def test_the_doctor_tries_them(asked: dict[str, Any]) -> None:
    with pytest.raises(ModelError):
        doctor._model(from_environment())
    assert asked.items() >= WANTED.items()


def test_the_queue_s_scorer_loads_them(asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "workers.scorer", raising=False)
    entry = importlib.import_module("workers.scorer")
    monkeypatch.setattr(entry.watermarks, "usable", lambda *_: ())
    with pytest.raises(ModelError):
        entry.scorer()
    assert asked.items() >= WANTED.items()


class Silent:
    """A scorer whose observer no calibration knows."""

    unmeasured = ("observer",)

    class model:  # noqa: N801
        class identity:  # noqa: N801
            name, dtype, device = "tiny", "float32", "cpu"

    def warm_up(self) -> None: ...


def test_a_companion_that_is_not_asked_is_named(
    asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(room, "load_scorer", lambda *_, **__: Silent())
    assert score_files.score_files([], False, 0.1) == 0
    assert "the observer is not asked" in capsys.readouterr().err
    migrated(from_environment()).dispose()
    assert "the observer is not asked" in doctor._model(from_environment())
