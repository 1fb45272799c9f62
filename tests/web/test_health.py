"""Alive, and ready: what a probe is told, which holds nobody's data."""

from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient

from plugin.config import Settings
from plugin.services import worker_beats
from plugin.store.session import Database
from plugin.web.app import create_app
from tests.conftest import settings_in


def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def test_ready_tells_of_broker_and_workers_and_waits_for_neither(settings: Settings, database: Database) -> None:
    nobody = client(settings).get("/health/ready")
    assert (nobody.status_code, nobody.json) == (
        200, {"ok": True, "database": True, "broker": False, "workers": {"score": 0, "courier": 0}},
    )  # fmt: skip
    with database.session() as session:
        worker_beats.beat(session, "score@gpu", "score", datetime.now(UTC), {})
    assert client(settings).get("/health/ready").json["workers"] == {"score": 1, "courier": 0}


def test_a_database_without_its_tables_is_not_ready(tmp_path: Path) -> None:
    answer = client(settings_in(tmp_path / "empty")).get("/health/ready")
    assert (answer.status_code, answer.json["database"]) == (503, False)


def test_alive_asks_nobody(tmp_path: Path) -> None:
    assert client(settings_in(tmp_path / "empty")).get("/health/live").json == {"ok": True}
