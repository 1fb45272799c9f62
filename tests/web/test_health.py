"""Alive, and ready: what a probe is told, which holds nobody's data."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from plugin.config import Settings
from plugin.services import sweeping, worker_beats
from plugin.store.session import Database
from plugin.web import health
from plugin.web.app import create_app
from tests.conftest import settings_in


def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def test_ready_tells_of_broker_and_workers_and_waits_for_neither(settings: Settings, database: Database) -> None:
    nobody = client(settings).get("/health/ready")
    assert (nobody.status_code, nobody.json) == (
        200,
        {"ok": True, "database": True, "broker": False, "files": True, "workers": {"score": 0, "courier": 0},
         "scored": None, "swept": False},
    )  # fmt: skip
    with database.session() as session:
        worker_beats.beat(session, "score@gpu", "score", datetime.now(UTC), {"model": "m", "scored_ago": 70})
        assert sweeping.begin(session, timedelta(seconds=60))
    told = client(settings).get("/health/ready").json
    assert (told["workers"], told["swept"]) == ({"score": 1, "courier": 0}, True)
    assert told["scored"] in (70, 71, 72)


def test_a_place_for_files_that_takes_none_is_told(settings: Settings, database: Database) -> None:
    settings.files_dir.write_text("a file where the folder should be")
    told = client(settings).get("/health/ready")
    assert (told.status_code, told.json["files"]) == (200, False)


def test_a_database_without_its_tables_is_not_ready(tmp_path: Path) -> None:
    answer = client(settings_in(tmp_path / "empty")).get("/health/ready")
    assert (answer.status_code, answer.json["database"]) == (503, False)


def test_alive_asks_nobody(tmp_path: Path) -> None:
    assert client(settings_in(tmp_path / "empty")).get("/health/live").json == {"ok": True}


def test_whoever_asks_without_end_has_us_look_once_in_a_moment(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(health, "broker_answers", lambda url: not asked.append(url))
    monkeypatch.setattr(health, "FRESH_SECONDS", 60)
    probe = client(settings)
    assert {str(probe.get("/health/ready").json) for _ in range(3)} == {str(probe.get("/health/ready").json)}
    assert len(asked) == 1
    monkeypatch.setattr(health, "FRESH_SECONDS", -1)
    probe.get("/health/ready")
    assert len(asked) == 2


def test_whoever_comes_while_one_looks_is_told_what_was_found_last(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "FRESH_SECONDS", -1)
    probe = client(settings)
    found = probe.get("/health/ready").json
    with health._turn:
        monkeypatch.setattr(health, "broker_answers", None)  # whoever asks now fails
        assert probe.get("/health/ready").json == found
