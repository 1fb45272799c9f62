"""A call is made again at once when the fault looks like one of a moment; what lasts longer is left to the caller."""

import email.utils
import random
import time
from collections.abc import Callable
from time import sleep

import requests

REPEATABLE = frozenset({"GET", "PUT", "DELETE"})  # a POST made twice may be counted twice
PAUSES = (0.3, 1.0)
LONGEST_PAUSE = 10.0
TOTAL_SECONDS = 40.0  # no further try is begun after that
_BUSY = frozenset({408, 425, 429, 502, 503, 504})
_BROKEN = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


def patiently(send: Callable[[], requests.Response]) -> requests.Response:
    """The answer, or what requests raised, of the last try."""
    end = time.monotonic() + TOTAL_SECONDS
    for pause in PAUSES:
        wait = pause * random.uniform(0.5, 1.5)  # noqa: S311 - so that workers do not come back all at once
        try:
            response = send()
        except _BROKEN as error:
            if isinstance(error, requests.exceptions.SSLError):  # a certificate does not mend itself
                raise
        else:
            asked = retry_after(response)
            if not is_busy(response) or (asked or 0) > LONGEST_PAUSE:
                return response
            wait = max(wait, asked or 0)
        if time.monotonic() + wait > end:
            break
        sleep(wait)
    return send()


def is_busy(response: requests.Response) -> bool:
    """Canvas says 403 to a tool that asks too often, as well as to one that may not ask (canvas doc throttling)."""
    throttled = response.status_code == 403 and "rate limit exceeded" in beginning(response).lower()
    return throttled or response.status_code in _BUSY


def retry_after(response: requests.Response) -> float | None:
    """Seconds, from either form of the header (RFC 9110 section 10.2.3)."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(moment.timestamp() - time.time(), 0.0)


def beginning(response: requests.Response) -> str:
    """`text` would guess the encoding from the whole of it."""
    return response.content[:1000].decode(errors="replace")
