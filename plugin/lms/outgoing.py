"""Every request that leaves for a platform: checked address, time-outs, no redirects, capped answers."""

import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from plugin.domain.reach import PUBLIC_ONLY, Reach
from plugin.lms.addresses import OutgoingRefusedError, WithinReach, check_address, check_url

__all__ = ["OutgoingRefusedError", "PlatformSession", "TooMuchError", "check_address"]

CONNECT_SECONDS = 5
READ_SECONDS = 15
ANSWER_SECONDS = 60  # for all of it: a byte now and then would keep a worker busy for ever
MAX_ANSWER = 5 * 1024 * 1024
USER_AGENT = "Caveat (LTI 1.3 tool)"


class TooMuchError(requests.RequestException):
    """The answer is larger than any honest platform sends, or than was asked for."""


class PlatformSession(requests.Session):
    """A requests session for platforms, as far as `reach` goes."""

    def __init__(self, reach: Reach = PUBLIC_ONLY):
        super().__init__()
        self.reach = reach
        # The institution's proxy and authorities (REQUESTS_CA_BUNDLE) are honoured; none stands before loopback.
        self.trust_env = not reach.insecure
        self.headers["User-Agent"] = USER_AGENT
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))  # nothing goes from one school to another
        if not reach.insecure:
            self.mount("https://", WithinReach(reach))

    def request(  # type: ignore[override]
        self,
        method: Any,
        url: Any,
        *,
        max_bytes: int = MAX_ANSWER,
        answer_seconds: float = ANSWER_SECONDS,
        **kwargs: Any,
    ) -> requests.Response:
        check_url(url, self.reach)
        kwargs.setdefault("timeout", (CONNECT_SECONDS, READ_SECONDS))
        # A bearer token must not follow a redirect to another host, and no LTI service needs one.
        kwargs["allow_redirects"] = False
        kwargs["stream"] = True
        until = time.monotonic() + answer_seconds
        response = super().request(method, url, **kwargs)
        try:
            response._content = _read(response, max_bytes, until)
        except (requests.RequestException, HTTPError) as error:
            response.close()
            raise _in_requests_words(error) from error
        response._content_consumed = True  # type: ignore[attr-defined]
        return response


def _read(response: requests.Response, max_bytes: int, until: float) -> bytes:
    """Piece by piece as they come in, so that size and time are looked at after each."""
    response.raw.decode_content = True  # what requests itself asks for
    pieces, size = [], 0
    while piece := response.raw.read1(64 * 1024):
        pieces.append(piece)
        size += len(piece)
        if size > max_bytes:
            raise TooMuchError("the answer is too large")
        if time.monotonic() > until:
            raise requests.ReadTimeout("the answer does not end")
    return b"".join(pieces)


def _in_requests_words(error: Exception) -> requests.RequestException:
    if isinstance(error, requests.RequestException):
        return error
    if isinstance(error, ReadTimeoutError):
        return requests.ReadTimeout("the answer stopped")
    return requests.ConnectionError(type(error).__name__)
