"""Closed by default: the URL map is walked, door by door."""

import re
import uuid

import pytest
from flask import Flask
from werkzeug.routing import Rule

from plugin.config import Settings
from plugin.store.session import Database
from plugin.web.admin import door
from plugin.web.api import door as api
from plugin.web.app import create_app
from plugin.web.visit import OPEN


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


def address(rule: Rule) -> str:
    url = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
    for name in rule.arguments:
        url = url.replace(f"<uuid:{name}>", str(uuid.uuid4())).replace(f"<path:{name}>", "x")
    return url


def test_every_door_that_is_not_named_open_refuses_a_stranger(app: Flask) -> None:
    client = app.test_client()
    closed = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OPEN]
    assert len(closed) >= 12
    for rule in closed:
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(address(rule), method=method)
            if api.is_here(rule.endpoint):
                assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), rule.rule
            elif door.is_here(rule.endpoint):
                assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/admin/sign-in"), rule.rule
            else:
                assert answer.status_code == 401, (method, rule.rule)
                assert "visit_over" in answer.text


def test_every_open_door_exists(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= OPEN


def test_every_page_of_a_visit_is_marked_for_one_role(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        of_a_visit = rule.endpoint not in OPEN and not (door.is_here(rule.endpoint) or api.is_here(rule.endpoint))
        if of_a_visit and rule.endpoint not in ("lti.arrive", "cookieless.stay", "language.choose"):
            assert hasattr(app.view_functions[rule.endpoint], "__wrapped__"), rule.endpoint


def test_an_unknown_address_is_a_page_with_a_next_step(app: Flask) -> None:
    answer = app.test_client().get("/nowhere")
    assert answer.status_code == 404
    assert "open the assignment again" in answer.text


def test_answers_forbid_sniffing_caching_and_foreign_scripts(app: Flask) -> None:
    headers = app.test_client().get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(("method", "path", "status"), [
    ("POST", "/lti/launch", 401), ("GET", "/lti/login", 400), ("GET", f"/visits/{uuid.UUID(int=7)}/class", 401),
])  # fmt: skip
def test_a_refusal_can_be_read_in_the_frame_of_an_lms(app: Flask, method: str, path: str, status: int) -> None:
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors *")
    assert "<form" not in answer.text
