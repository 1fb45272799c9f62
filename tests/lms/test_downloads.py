"""Files of a platform: a few redirects, each checked; the token stays where it belongs."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response, redirect, request

from plugin.domain.reach import Reach
from plugin.lms.connector import Connector, ServiceError, TokenCache
from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from tests.lms.fakes import SCOPE, Wire, answer, connect
from tests.platforms.server import free_port, serving

SEEN: list[tuple[str, str]] = []


def _app(other: str) -> Flask:
    app = Flask(__name__)
    ways = {
        "/away": other + "/file", "/near": "file", "/circle": "/circle", "/there-and-back": other + "/back",
        "/on-and-on": other + "/near",
        "/no-scheme": "file:///etc/passwd",
    }  # fmt: skip

    @app.before_request
    def note() -> None:
        SEEN.append((request.path, request.headers.get("Authorization", "")))

    for path, target in ways.items():
        app.add_url_rule(path, path, lambda target=target: redirect(target, 307))
    app.add_url_rule("/token", "token", lambda: {"access_token": "t", "scope": SCOPE}, methods=["POST"])
    app.add_url_rule("/back", "back", lambda: redirect(other.replace("localhost", "127.0.0.1") + "/file"))
    app.add_url_rule("/file", "file", lambda: Response(b"An essay.", content_type="Text/Plain; charset=utf-8"))
    app.add_url_rule("/gone", "gone", lambda: ("gone", 410))
    return app


@pytest.fixture(scope="module")
def lms() -> Iterator[str]:
    """One server by two names: 127.0.0.1 is the platform, localhost where it keeps its files."""
    port = free_port()
    with serving(_app(f"http://localhost:{port}"), port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def connector(lms: str, signing_key: SigningKey) -> Connector:
    SEEN.clear()
    platform = Platform(lms, "client", lms + "/auth", lms + "/token", lms + "/jwks")
    return Connector(platform, signing_key, PlatformSession(Reach(insecure=True)), TokenCache())


def test_a_file_comes_with_its_type(connector: Connector, lms: str) -> None:
    found = connector.download(lms + "/file", SCOPE, 100)
    assert (found.content, found.content_type) == (b"An essay.", "text/plain")


def test_a_redirect_to_the_same_host_keeps_the_token(connector: Connector, lms: str) -> None:
    assert connector.download(lms + "/near", SCOPE, 100).content == b"An essay."
    assert SEEN[-1] == ("/file", "Bearer t")


@pytest.mark.parametrize("path", ["/away", "/there-and-back", "/on-and-on"])
def test_a_redirect_to_another_host_leaves_the_token_behind_for_good(connector: Connector, lms: str, path: str) -> None:
    assert connector.download(lms + path, SCOPE, 100).content == b"An essay."
    assert SEEN[1] == (path, "Bearer t")
    assert {bearer for _, bearer in SEEN[2:]} == {""}


@pytest.mark.parametrize(
    ("path", "code"),
    [("/circle", "redirect"), ("/no-scheme", "address_refused"), ("/gone", "")],
)
def test_a_way_that_leads_nowhere_has_a_name(connector: Connector, lms: str, path: str, code: str) -> None:
    with pytest.raises(ServiceError) as refused:
        connector.download(lms + path, SCOPE, 100)
    assert refused.value.code == code
    assert len(SEEN) < 10


def test_a_file_too_large_is_cut(connector: Connector, lms: str) -> None:
    with pytest.raises(ServiceError) as refused:
        connector.download(lms + "/file", SCOPE, 8)
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    "inside", ["https://10.0.0.1/file", "http://lms.example/file", "https://[::ffff:127.0.0.1]/", "https://["]
)
def test_a_redirect_that_leads_inside_is_refused(
    signing_key: SigningKey, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    """The first answer is laid out, since it would have to come from outside; the second goes the real way."""
    wire, real = Wire(answers=[answer(302, headers={"Location": inside})]), PlatformSession()
    laid_out = wire.request
    monkeypatch.setattr(wire, "request", lambda m, u, **how: (real.request if u == inside else laid_out)(m, u, **how))
    with pytest.raises(ServiceError) as refused:
        connect(wire, signing_key).download("https://lms.example/file", SCOPE, 100)
    assert refused.value.code == "address_refused"
