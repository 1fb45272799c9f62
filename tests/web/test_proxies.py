"""Whose word is taken for the address of a browser."""

from dataclasses import replace

import pytest
from flask import request, request_started

from plugin.config import Settings
from plugin.web.app import create_app

FORWARDED = {
    "X-Forwarded-For": "6.6.6.6, 203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "a.example",
}


def seen_through(settings: Settings, proxies: int) -> tuple[str | None, str, str]:
    """(browser's address, scheme, host) as a request handler sees them."""
    app, seen = create_app(replace(settings, trusted_proxies=proxies)), []

    def look(_: object, **__: object) -> None:
        seen.append((request.remote_addr, request.scheme, request.host))

    with request_started.connected_to(look, app):
        app.test_client().get("/health/live", headers=FORWARDED, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "browser", "scheme"),
    [(0, "10.0.0.1", "http"), (1, "203.0.113.9", "https")],
    ids=["none is trusted", "one is trusted"],
)
def test_only_what_our_own_proxies_added_is_believed(
    settings: Settings, proxies: int, browser: str, scheme: str
) -> None:
    assert seen_through(settings, proxies) == (browser, scheme, "localhost")
