"""Limits: who is counted, what they are told, and what happens to what they typed."""

import time
from collections import Counter as Counts
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from plugin import counting
from plugin.config import Settings
from plugin.counting import Counter, left_of_window
from plugin.domain.api_scopes import ApiScope
from plugin.services import api_tokens
from plugin.services.audit import COMMAND
from plugin.services.tokens import hashed
from plugin.store.session import Database
from plugin.store.tables import Membership, Submission, Visit
from plugin.web import browser, limits
from plugin.web.app import create_app
from tests.platforms.processes import redis_command
from tests.platforms.server import free_port
from tests.services.world import make_world
from tests.test_broker import answers, running

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


class Kept:
    """Counts as Redis would, in one window that does not end."""

    def __init__(self) -> None:
        self.counts: Counts[str] = Counts()

    def count(self, what: str, _: int) -> int:
        self.counts[what] += 1
        return self.counts[what]


@pytest.fixture
def app(settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """In which two of anything are enough."""
    few = {name: replace(limit, most=2) for name, limit in limits.LIMITS.items()}
    monkeypatch.setattr(limits, "LIMITS", few)
    monkeypatch.setattr(limits, "_OF_A_PROGRAM", replace(limits._OF_A_PROGRAM, most=2))
    app = create_app(settings)
    app.extensions[limits.EXTENSION] = Kept()
    return app


class Student:
    """In a visit of their own."""

    def __init__(self, app: Flask, database: Database, school: str):
        self.client: FlaskClient = app.test_client()
        secret = f"secret-of-{school}-0123456789"
        with database.session() as session:
            world = make_world(session, school)
            member = session.scalars(select(Membership.id).where(Membership.person_id == world.student_id)).one()
            later = datetime.now(UTC) + timedelta(hours=1)
            visit = Visit(browser_hash=hashed(secret), membership_id=member, assignment_id=world.assignment_id,
                          expires=later)  # fmt: skip
            session.add(visit)
            session.flush()
        key = app.extensions["caveat"].settings.secret_key
        self.at, self.token = f"/visits/{visit.id}", browser.form_token(key, secret, visit.id)
        self.client.set_cookie(browser.COOKIE, secret, domain="localhost", secure=True)

    def hand_in(self, text: str) -> TestResponse:
        data = {"form_token": self.token, "text": text}
        return self.client.post(f"{self.at}/submissions", data=data, base_url="https://localhost")


def test_who_hands_in_too_often_waits_and_keeps_what_they_typed(app: Flask, database: Database) -> None:
    mei, jonas = Student(app, database, "one"), Student(app, database, "two")
    assert [mei.hand_in(f"Text {n}.").status_code for n in range(2)] == [303, 303]
    refused = mei.hand_in("A text of an hour's work.")
    assert refused.status_code == 429
    assert "A text of an hour" in refused.text
    assert "too_many" in refused.text
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert jonas.hand_in("Of somebody else.").status_code == 303
    with database.session() as session:
        assert session.query(Submission).count() == 3


def test_a_door_without_a_visit_counts_addresses(app: Flask) -> None:
    client = app.test_client()
    asked = [client.get("/lti/login", environ_base=ELSEWHERE).status_code for _ in range(3)]
    assert asked == [400, 400, 429]
    assert client.get("/lti/login").status_code == 400
    page = client.get("/lti/login", environ_base=ELSEWHERE).text
    assert "Wait a minute" in page


def test_a_network_of_ipv6_counts_as_one_address(app: Flask) -> None:
    client = app.test_client()
    asked = [client.get("/lti/login", environ_base={"REMOTE_ADDR": f"2001:db8::{n}"}).status_code for n in range(3)]
    assert asked == [400, 400, 429]
    assert client.get("/lti/login", environ_base={"REMOTE_ADDR": "2001:db8:0:1::1"}).status_code == 400


def test_addresses_of_ipv4_that_come_written_as_ipv6_are_told_apart(app: Flask) -> None:
    """So a socket that hears both writes them, and with it all the world would count as one."""
    client = app.test_client()
    asked = [client.get("/lti/login", environ_base={"REMOTE_ADDR": f"::ffff:203.0.113.{n}"}).status_code
             for n in (1, 1, 1, 2)]  # fmt: skip
    assert asked == [400, 400, 429, 400]


def test_a_program_is_told_when_to_ask_again(app: Flask, database: Database) -> None:
    with database.session() as session:
        asked = api_tokens.wanted("a program", [ApiScope.USAGE_READ], None, 5)
        token = api_tokens.make(session, COMMAND, asked)[1]
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    answers = [client.get(path, headers=headers) for path in ("/api/v1/", "/api/v1/usage", "/api/v1/")]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].mimetype == "application/problem+json"
    assert answers[2].json["title"] == "too_many"
    assert int(answers[2].headers["Retry-After"]) >= 1


def test_who_is_refused_at_the_door_is_not_counted(app: Flask) -> None:
    app.test_client().post(f"/visits/{uuid4()}/submissions", data={"text": "x"})
    assert app.extensions[limits.EXTENSION].counts == {}


def test_every_limit_is_of_a_door_that_exists(settings: Settings, database: Database) -> None:
    assert {rule.endpoint for rule in create_app(settings).url_map.iter_rules()} >= set(limits.LIMITS)


def test_a_school_behind_one_address_can_open_an_exam_in_one_minute() -> None:
    assert limits.LIMITS["lti.launch"].most >= 1000


def test_without_redis_nobody_is_held_up_and_it_is_not_asked_again_at_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    counter = Counter("redis://127.0.0.1:1/0")
    assert counter.count("x", 60) is None
    monkeypatch.setattr(counter, "_redis", None)  # whoever asks it now fails
    assert counter.count("x", 60) is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.server
def test_redis_counts_for_all_processes_and_begins_again_with_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    url, now = f"redis://127.0.0.1:{port}/0", time.time()
    with running(redis_command(port, tmp_path)):
        assert answers(url)
        monkeypatch.setattr(counting.time, "time", lambda: now)
        assert [Counter(url).count("x", 60) for _ in range(3)] == [1, 2, 3]
        assert Counter(url).count("y", 60) == 1
        monkeypatch.setattr(counting.time, "time", lambda: now + 60)
        assert Counter(url).count("x", 60) == 1


def test_the_window_ends_within_its_length() -> None:
    assert 1 <= left_of_window(60) <= 60
