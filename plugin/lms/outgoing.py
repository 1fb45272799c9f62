"""Every request that leaves for a platform: checked address, time-outs, no redirects, capped answers."""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests

CONNECT_SECONDS = 5
READ_SECONDS = 15
MAX_ANSWER = 5 * 1024 * 1024
USER_AGENT = "Caveat (LTI 1.3 tool)"


class OutgoingRefusedError(requests.RequestException):
    """The address is not one that Caveat calls."""


class TooMuchError(requests.RequestException):
    """The answer is larger than any honest platform sends."""


class PlatformSession(requests.Session):
    """A requests session for platforms. `insecure` allows http and private addresses (demo and tests)."""

    def __init__(self, insecure: bool = False):
        super().__init__()
        self.insecure = insecure
        self.trust_env = not insecure  # a proxy of the institution is honoured; none stands before loopback
        self.headers["User-Agent"] = USER_AGENT

    def request(self, method: Any, url: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        check_address(url, self.insecure)
        kwargs.setdefault("timeout", (CONNECT_SECONDS, READ_SECONDS))
        # A bearer token must not follow a redirect to another host, and no LTI service needs one.
        kwargs["allow_redirects"] = False
        kwargs["stream"] = True
        response = super().request(method, url, **kwargs)
        _read_capped(response)
        return response


def check_address(url: str, insecure: bool) -> None:
    """Raise OutgoingRefusedError unless `url` is https to a public address."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise OutgoingRefusedError("not an address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise OutgoingRefusedError("not an http address")
    if insecure:
        return
    if parts.scheme != "https":
        raise OutgoingRefusedError("not https")
    for address in _addresses(parts.hostname, port):
        if not ipaddress.ip_address(address).is_global:
            raise OutgoingRefusedError("not a public address")


def _addresses(host: str, port: int) -> set[str]:
    try:
        found = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)
    except OSError as error:
        raise requests.ConnectionError("the host name is not known") from error
    return {str(entry[4][0]).split("%")[0] for entry in found}


def _read_capped(response: requests.Response) -> None:
    body = b""
    for piece in response.iter_content(64 * 1024):
        body += piece
        if len(body) > MAX_ANSWER:
            response.close()
            raise TooMuchError("the answer is too large")
    response._content = body  # what requests itself does when it is not streaming
