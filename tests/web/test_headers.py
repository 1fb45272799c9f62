"""Headers of every kind of answer; the walk (tests/boundaries/walk) looks at those of every address."""

from dataclasses import replace

import pytest
from flask import Flask

from plugin.config import Settings
from plugin.store.session import Database
from plugin.web.app import create_app
from tests.boundaries.walk.asking import unhardened


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(replace(settings, base_url="https://caveat.example.edu", max_upload=1000))


@pytest.mark.parametrize(("path", "status"), [
    ("/", 200), ("/static/caveat.css", 200), ("/static/nothing", 404), ("/nowhere", 404), ("/lti/launch", 405),
    ("/admin", 303), ("/api/v1/", 401), ("/health/live", 200), ("/lti/jwks", 200),
])  # fmt: skip
def test_every_kind_of_answer_is_hardened(app: Flask, path: str, status: int) -> None:
    answer = app.test_client().get(path)
    assert (answer.status_code, unhardened(answer)) == (status, [])
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=3")


def test_so_are_a_fault_of_ours_and_a_file_that_is_too_large(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("of the test")

    monkeypatch.setitem(app.view_functions, "health.front", broken)
    client = app.test_client()
    large = client.post("/admin/sign-in", data={"name": "x" * 2_000_000}, headers={"Origin": "http://localhost"})
    for answer, status in ((client.get("/"), 500), (large, 413)):
        assert (answer.status_code, unhardened(answer)) == (status, [])


def test_a_house_without_https_does_not_promise_it(settings: Settings, database: Database) -> None:
    assert "Strict-Transport-Security" not in create_app(settings).test_client().get("/").headers


def test_the_administration_is_cut_off_from_whoever_opened_it_and_a_launch_is_not(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/admin/sign-in").headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Cross-Origin-Opener-Policy" not in client.get("/lti/login").headers


def test_an_lms_may_show_our_icon_and_embed_nothing_else(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/static/caveat.css").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/help").headers["Cross-Origin-Resource-Policy"] == "same-origin"
