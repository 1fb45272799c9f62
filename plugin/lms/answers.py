"""What a platform's service answered, read with care; and what it means when it did not."""

from typing import Any

import requests

from plugin.lms.errors import ServiceError
from plugin.lms.outgoing import OutgoingRefusedError, TooMuchError
from plugin.lms.retrying import beginning, retry_after

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (OutgoingRefusedError, "address_refused"),
    (TooMuchError, "too_large"),
    (requests.exceptions.SSLError, "certificate"),
    (requests.Timeout, "timeout"),
)


def as_json(response: requests.Response) -> Any:
    """None for what is no JSON, and for nothing: Moodle answers a score with an empty 200."""
    try:
        return response.json() if response.content else None
    except (ValueError, RecursionError):
        return None


def require_success(response: requests.Response) -> requests.Response:
    """Raise ServiceError otherwise. A redirect is no success: whoever posted a grade would believe it had arrived."""
    if 200 <= response.status_code < 300:
        return response
    code = "redirect" if response.status_code in REDIRECTS else ""
    raise ServiceError(response.status_code, beginning(response), code=code, retry_after=retry_after(response))


def require_no_page(response: requests.Response) -> requests.Response:
    """Raise ServiceError where a web page says 200: a proxy's sign-in, or a notice that the LMS is being mended.
    Whoever posted a grade would believe it had arrived. Its first character tells: Moodle calls JSON text/html, too."""
    if response.content.lstrip()[:1] == b"<":
        raise ServiceError(0, code="not_a_service")
    return response


def unanswered(error: requests.RequestException, at_token: bool = False) -> ServiceError:
    code = next((code for kind, code in _FAULTS if isinstance(error, kind)), "unreachable")
    return ServiceError(0, type(error).__name__, at_token, code=code)
