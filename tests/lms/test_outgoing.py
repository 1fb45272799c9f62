"""Every address that Caveat calls is checked first."""

import pytest
import requests
from flask import Flask, redirect

from plugin.lms import outgoing
from plugin.lms.outgoing import OutgoingRefusedError, PlatformSession, TooMuchError, check_address
from tests.platforms.server import free_port, serving


@pytest.mark.parametrize(
    "url",
    [
        "http://lms.example/jwks",
        "https://127.0.0.1/jwks",
        "https://10.1.2.3/jwks",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/jwks",
        "https://localhost/jwks",
        "https://0.0.0.0/jwks",
        "https://user:password@lms.example/",
        "file:///etc/passwd",
        "gopher://lms.example/",
        "https:///jwks",
    ],
)
def test_an_address_inside_or_without_tls_is_refused(url: str) -> None:
    with pytest.raises(OutgoingRefusedError):
        check_address(url, insecure=False)


def test_a_name_that_points_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "_addresses", lambda host, port: {"93.184.216.34", "192.168.0.7"})
    with pytest.raises(OutgoingRefusedError):
        check_address("https://lms.example/jwks", insecure=False)


def test_a_public_address_over_tls_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "_addresses", lambda host, port: {"93.184.216.34"})
    check_address("https://lms.example/jwks", insecure=False)


def test_a_redirect_is_not_followed_and_an_endless_answer_is_cut() -> None:
    app, port = Flask(__name__), free_port()
    app.add_url_rule("/away", "away", lambda: redirect("http://elsewhere.example/"))
    app.add_url_rule("/big", "big", lambda: b"x" * (outgoing.MAX_ANSWER + 1))
    with serving(app, port):
        session = PlatformSession(insecure=True)
        assert session.get(f"http://127.0.0.1:{port}/away").status_code == 302
        with pytest.raises(TooMuchError):
            session.get(f"http://127.0.0.1:{port}/big")


def test_every_request_has_a_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}

    def send(self: requests.Session, request: requests.PreparedRequest, **how: object) -> requests.Response:
        seen.update(how)
        raise requests.ConnectionError

    monkeypatch.setattr(requests.Session, "send", send)
    with pytest.raises(requests.ConnectionError):
        PlatformSession(insecure=True).get("http://127.0.0.1:1/")
    assert seen["timeout"] == (outgoing.CONNECT_SECONDS, outgoing.READ_SECONDS)
