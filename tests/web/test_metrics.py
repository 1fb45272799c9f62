"""What a monitor may read: numbers and codes, to whoever has the token."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from plugin.config import Settings
from plugin.services import runs
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Run
from plugin.watch_settings import WatchSettings
from plugin.web import metrics
from plugin.web.app import create_app
from tests.conftest import settings_in
from tests.services.world import hand_in, make_world

TOKEN = "a token of a test's own"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def client(settings: Settings, database: Database) -> FlaskClient:
    return create_app(replace(settings, watch=WatchSettings(metrics_token=TOKEN))).test_client()


def samples(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """(name, values in the order of their labels' names) -> number"""
    answer = client.get("/metrics", headers=HEADERS)
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text) for sample in family.samples
    }  # fmt: skip


def test_without_a_token_set_there_is_no_such_page(settings: Settings, database: Database) -> None:
    assert create_app(settings).test_client().get("/metrics", headers=HEADERS).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer another"}], ids=["none", "another"])
def test_whoever_has_not_the_token_reads_nothing(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.get("/metrics", headers=headers)
    assert (answer.status_code, "caveat_" in answer.text) == (401, False)


def test_the_tables_are_told_as_they_stand(client: FlaskClient, database: Database, files: FileStore) -> None:
    with database.session() as session:
        world = make_world(session)
        failed = hand_in(session, files, world, b"One.").run_id
        hand_in(session, files, world, b"Two.")
        session.flush()
        runs.claim(session, failed)
        runs.fail(session, failed, "worker_lost")
    found = samples(client)
    assert found["caveat_runs", "queued"] == found["caveat_waiting", "runs"] == 1
    assert found["caveat_runs", "scored"] == 0
    assert found["caveat_run_reasons", "worker_lost", "failed"] == 1
    assert found["caveat_waiting_oldest_seconds", "runs"] > 0
    assert found["caveat_workers_alive", "score"] == 0
    assert found["caveat_database_up",] == 1


@pytest.mark.parametrize("answers", [True, False])
def test_whether_redis_answers_is_told(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, answers: bool) -> None:
    monkeypatch.setattr(metrics, "broker_answers", lambda _: answers)
    assert samples(client)["caveat_broker_up",] == answers


def test_a_request_is_counted_by_its_endpoint_and_status(client: FlaskClient) -> None:
    asked = ("caveat_web_requests_total", "health.live", "GET", "200")
    before = samples(client).get(asked, 0)
    client.get("/health/live")
    found = samples(client)
    assert found[asked] == before + 1
    assert found["caveat_web_request_seconds_count", "health.live"] >= 1


def test_guessed_addresses_and_methods_make_no_metric_of_their_own(client: FlaskClient) -> None:
    for number in range(3):
        client.open(f"/guess/{number}", method=f"GUESS{number}")
    found = {key for key in samples(client) if key[0] == "caveat_web_requests_total" and "none" in key}
    assert ("caveat_web_requests_total", "none", "other", "404") in found
    assert not any("GUESS" in part for key in found for part in key)


def test_no_id_of_anything_is_a_label(client: FlaskClient, database: Database, files: FileStore) -> None:
    with database.session() as session:
        world = make_world(session)
        run_id = hand_in(session, files, world).run_id
        session.get_one(Run, run_id).reason = None
    client.get(f"/visits/{world.student_id}/class")
    told: Any = client.get("/metrics", headers=HEADERS).text
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", told)
    assert "Lindqvist" not in told


def test_a_database_that_does_not_answer_is_told_of(tmp_path: Any) -> None:
    settings = replace(settings_in(tmp_path / "empty"), watch=WatchSettings(metrics_token=TOKEN))
    found = samples(create_app(settings).test_client())
    assert found["caveat_database_up",] == 0
    assert ("caveat_runs", "queued") not in found
