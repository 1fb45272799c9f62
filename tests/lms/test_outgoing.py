"""Every address that Caveat calls is checked, and what comes back is capped in size and time."""

import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask, Response, redirect, request

from plugin.domain.reach import PUBLIC_ONLY, Reach
from plugin.lms import addresses, outgoing
from plugin.lms.outgoing import OutgoingRefusedError, PlatformSession, TooMuchError, check_address
from tests.platforms.certificates import self_made
from tests.platforms.server import free_port, serving

PUBLIC, INSIDE = "93.184.216.34", "192.168.0.7"


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
        "https://2130706433/jwks",
        "https://0x7f.1/jwks",
        "https://0177.0.0.1/jwks",
        "https://127.1/jwks",
        "https://0/jwks",
        "https://[::ffff:127.0.0.1]/jwks",
        "https://[::ffff:a9fe:a9fe]/jwks",
        "https://[64:ff9b::7f00:1]/jwks",
        "https://[::127.0.0.1]/jwks",
        "https://lms.example@127.0.0.1/jwks",
        "https://127.0.0.1#@lms.example/",
        "https://127.0.0.1\\@lms.example/",
        "https://user:password@lms.example/",
        "https://@lms.example/",
        "https://[lms.example/",
        "https://lms.example:99999/",
        "file:///etc/passwd",
        "gopher://lms.example/",
        "https:///jwks",
    ],
)
@pytest.mark.parametrize("way", [check_address, None], ids=["checked", "called"])
def test_an_address_inside_or_without_tls_is_refused(url: str, way: Callable[[str, Reach], None] | None) -> None:
    with pytest.raises(OutgoingRefusedError):
        way(url, PUBLIC_ONLY) if way else PlatformSession().get(url)


def test_a_name_that_points_inside_with_one_of_its_addresses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: [PUBLIC, INSIDE])
    for call in (lambda url: check_address(url, PUBLIC_ONLY), PlatformSession().get):
        with pytest.raises(OutgoingRefusedError):
            call("https://lms.example/jwks")


def test_a_public_address_over_tls_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: [PUBLIC])
    check_address("https://lms.example/jwks", PUBLIC_ONLY)


def test_the_address_that_was_checked_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that says something else each time (DNS rebinding) is asked once."""
    answers = itertools.chain([PUBLIC], itertools.repeat("127.0.0.1"))
    called: list[Any] = []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(addresses, "create_connection", connect)
    with pytest.raises(requests.ConnectionError):
        PlatformSession().get("https://lms.example/jwks")
    assert called == [(PUBLIC, 443)]


@contextmanager
def campus(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """An LMS of the institution's own network over https, by a certificate of its own authority; its port."""
    certificate = self_made(folder, "lms.example")
    real = addresses.create_connection

    def inside(address: tuple[str, int], *how: Any, **more: Any) -> socket.socket:
        assert address[0] == INSIDE
        return real(("127.0.0.1", address[1]), *how, **more)

    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: [INSIDE])
    monkeypatch.setattr(addresses, "create_connection", inside)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certificate[0])
    app = Flask("campus")
    app.add_url_rule("/", "here", lambda: "here")
    with serving(app, 0, certificate) as url:
        yield int(url.rsplit(":", 1)[1])


def reaching(*hosts: str) -> PlatformSession:
    return PlatformSession(Reach(campus=frozenset(hosts)))


def test_a_host_of_the_campus_is_called_at_its_private_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with campus(tmp_path, monkeypatch) as port:
        assert reaching(f"lms.example:{port}").get(f"https://LMS.example:{port}/").text == "here"


@pytest.mark.parametrize("named", ["other.example:{}", "example:{}", "sub.lms.example:{}", "lms.example:443", ""])
def test_whoever_is_not_named_with_that_port_stays_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    with campus(tmp_path, monkeypatch) as port:
        session = reaching(named.format(port))
        for call in (session.get, lambda url: check_address(url, session.reach)):
            with pytest.raises(OutgoingRefusedError):
                call(f"https://lms.example:{port}/")


def test_a_host_of_the_campus_is_called_over_tls_alone() -> None:
    with pytest.raises(OutgoingRefusedError):
        reaching("lms.example:443", "lms.example:80").get("http://lms.example/")


def test_the_certificate_is_still_asked_for_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with campus(tmp_path, monkeypatch) as port, pytest.raises(requests.exceptions.SSLError):
        reaching(f"elsewhere.example:{port}").get(f"https://elsewhere.example:{port}/")


@pytest.mark.parametrize("bundle", ["", "/nowhere/at/all.pem"])
def test_an_authority_that_is_not_known_here_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundle: str
) -> None:
    """A file of authorities that is not there is trouble of the same kind, and no error of ours."""
    with campus(tmp_path, monkeypatch) as port:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
        with pytest.raises(requests.exceptions.SSLError):
            reaching(f"lms.example:{port}").get(f"https://lms.example:{port}/")


@pytest.mark.parametrize("led_to", ["127.0.0.1", "::1", "169.254.169.254", "fe80::1", "0.0.0.0", "::ffff:10.0.0.7"])
def test_no_name_of_the_campus_leads_into_this_machine_or_to_its_cloud(
    monkeypatch: pytest.MonkeyPatch, led_to: str
) -> None:
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: [INSIDE, led_to])
    session = reaching("lms.example:443")
    for call in (session.get, lambda url: check_address(url, session.reach)):
        with pytest.raises(OutgoingRefusedError):
            call("https://lms.example/")


def test_the_next_address_of_a_name_is_tried_when_one_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        called.append(address[0])
        raise TimeoutError

    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: ["2606:4700::1", PUBLIC])
    monkeypatch.setattr(addresses, "create_connection", connect)
    with pytest.raises(requests.ConnectTimeout):
        PlatformSession().get("https://lms.example/jwks")
    assert called == ["2606:4700::1", PUBLIC]


def test_a_name_that_is_not_known_is_a_connection_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(requests.ConnectionError):
        PlatformSession().get("https://lms.example/jwks")


def test_behind_a_proxy_the_name_is_still_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: [INSIDE])
    with pytest.raises(OutgoingRefusedError):
        PlatformSession().get("https://lms.example/jwks")


@pytest.fixture(scope="module")
def platform() -> Iterator[str]:
    app, port = Flask(__name__), free_port()
    app.add_url_rule("/away", "away", lambda: redirect("http://elsewhere.example/"))
    app.add_url_rule("/big", "big", lambda: b"x" * 2000)
    app.add_url_rule("/bomb", "bomb", _bomb)
    app.add_url_rule("/broken", "broken", lambda: Response(iter([b"half"]), headers={"Content-Length": "9"}))
    app.add_url_rule("/endless", "endless", lambda: Response(b"piece" for _ in itertools.count()))
    with serving(app, port):
        yield f"http://127.0.0.1:{port}"


def _bomb() -> Response:
    import gzip

    return Response(gzip.compress(b"0" * 50_000_000, 9), headers={"Content-Encoding": "gzip"})


def test_a_redirect_is_not_followed(platform: str) -> None:
    assert PlatformSession(Reach(insecure=True)).get(platform + "/away").status_code == 302


@pytest.mark.parametrize("path", ["/big", "/bomb", "/endless"])
def test_an_answer_is_cut_at_the_size_asked_for(platform: str, path: str) -> None:
    session = PlatformSession(Reach(insecure=True))
    with pytest.raises(TooMuchError):
        session.request("GET", platform + path, max_bytes=1999)
    assert len(session.request("GET", platform + "/big", max_bytes=2000).content) == 2000


def test_an_answer_that_does_not_end_is_left(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(requests.ReadTimeout):
        PlatformSession(Reach(insecure=True)).request("GET", platform + "/endless", answer_seconds=0.0)


def test_half_an_answer_is_none(platform: str) -> None:
    with pytest.raises(requests.ConnectionError):
        PlatformSession(Reach(insecure=True)).get(platform + "/broken")


class _Counting(BaseHTTPRequestHandler):
    protocol_version, connections = "HTTP/1.1", 0

    def setup(self) -> None:
        super().setup()
        type(self).connections += 1

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"page")

    def log_message(self, *_: Any) -> None: ...


def test_one_connection_serves_page_after_page() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Counting)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    session = PlatformSession(Reach(insecure=True))
    for _ in range(3):
        assert session.get(f"http://127.0.0.1:{server.server_port}/").content == b"page"
    session.close()
    server.shutdown()
    server.server_close()
    assert _Counting.connections == 1


def test_every_request_has_a_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}

    def send(self: requests.Session, request: requests.PreparedRequest, **how: object) -> requests.Response:
        seen.update(how)
        raise requests.ConnectionError

    monkeypatch.setattr(requests.Session, "send", send)
    with pytest.raises(requests.ConnectionError):
        PlatformSession(Reach(insecure=True)).get("http://127.0.0.1:1/")
    assert seen["timeout"] == (outgoing.CONNECT_SECONDS, outgoing.READ_SECONDS)


def test_no_cookie_is_kept_for_the_next_call() -> None:
    app, port = Flask("baker"), free_port()

    @app.get("/")
    def bake() -> Response:
        answer = Response(request.headers.get("Cookie", "none"))
        answer.set_cookie("school", "one")
        return answer

    with serving(app, port) as url:
        session = PlatformSession(Reach(insecure=True))
        assert [session.get(url).text for _ in range(2)] == ["none", "none"]
