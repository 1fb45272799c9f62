"""What a Sentry is told: where in the code something went wrong, and nothing that anybody wrote, is called or holds."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from plugin import alarm
from plugin.config import Settings
from plugin.store.session import Database
from plugin.watch_settings import WatchSettings
from plugin.web.app import create_app

PRIVATE = ("harbour", "Mei Lindqvist", "s3cret", "198.51.100.7", "essay.txt")


class Kept(Transport):
    """In the place of the network."""

    sent: bytes = b""

    def capture_envelope(self, envelope: Envelope) -> None:
        Kept.sent += envelope.serialize()


@pytest.fixture
def watched(settings: Settings) -> Iterator[Settings]:
    settings = replace(settings, watch=WatchSettings(sentry_dsn="https://key@sentry.example/1"))
    Kept.sent = b""
    assert alarm.begin(settings, "web", transport=Kept)
    yield settings
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def fail_over(text: str) -> None:
    name, token = "Mei Lindqvist", {"cookie": "s3cret"}
    raise RuntimeError(f"cannot read {text} of {name} {token}")


def caught() -> RuntimeError:
    try:
        fail_over("the harbour")
    except RuntimeError as error:
        return error
    raise AssertionError


def test_an_error_with_a_text_in_a_local_variable_sends_none_of_it(watched: Settings) -> None:
    sentry_sdk.set_user({"username": "Mei Lindqvist", "ip_address": "198.51.100.7"})
    sentry_sdk.set_extra("file", "essay.txt")
    sentry_sdk.add_breadcrumb(message="the harbour")
    alarm.ring(caught())
    assert b"RuntimeError" in Kept.sent
    assert b"fail_over" in Kept.sent
    assert b'"server_name":"web"' in Kept.sent
    assert [word for word in PRIVATE if word.encode() in Kept.sent] == []


def test_a_librarys_line_of_error_is_told_without_what_it_is_filled_with(watched: Settings) -> None:
    logging.getLogger("celery.app.trace").error("Task %s failed: %s", "t1", "the harbour")
    assert b"Task %s failed" in Kept.sent
    assert b"harbour" not in Kept.sent


def test_a_line_of_ours_is_told_by_its_error_once_and_not_again(watched: Settings) -> None:
    logging.getLogger("plugin.web.errors").error("unexpected")
    assert Kept.sent == b""


def test_a_request_that_fails_tells_nothing_of_the_request(
    watched: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm, "begin", lambda *_: True)  # it has begun
    app = create_app(watched)

    def failing() -> None:
        raise caught()

    app.view_functions["health.front"] = failing
    answer = app.test_client().get("/?text=harbour", headers={"Cookie": "s=s3cret", "X-Forwarded-For": "198.51.100.7"})
    assert answer.status_code == 500
    assert b"RuntimeError" in Kept.sent
    assert [word for word in PRIVATE if word.encode() in Kept.sent] == []


def test_without_an_address_nothing_begins_and_nothing_is_told(settings: Settings) -> None:
    Kept.sent = b""
    assert alarm.begin(settings, "web", transport=Kept) is False
    alarm.ring(caught())
    assert Kept.sent == b""


def test_only_what_is_named_leaves() -> None:
    event: dict[str, Any] = {
        "event_id": "e", "user": {"id": 1}, "request": {"data": "x"}, "extra": {}, "contexts": {}, "tags": {},
        "breadcrumbs": {}, "transaction": "/visits/1", "modules": {},
        "exception": {"values": [{"type": "E", "value": "words", "stacktrace": {"frames": [{"vars": {"a": 1}}]}}]},
    }  # fmt: skip
    assert alarm.harmless(event, {}) == {
        "event_id": "e", "exception": {"values": [{"type": "E", "module": None, "stacktrace": {"frames": [{}]}}]},
    }  # fmt: skip
