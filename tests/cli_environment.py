"""The environment in which the tests of `caveat` run: an installation of their own, that nothing outside names."""

from pathlib import Path

import pytest


def set_environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("CAVEAT_DATA_DIR", str(folder))
    monkeypatch.setenv("CAVEAT_SECRET_KEY", "x" * 40)
    monkeypatch.setenv("CAVEAT_BASE_URL", "https://caveat.example.edu")
    monkeypatch.delenv("CAVEAT_DATABASE_URL", raising=False)
