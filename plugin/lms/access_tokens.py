"""Access tokens for a platform's services: asked for with a signed assertion, kept until shortly before they expire.

LTI Security Framework 1.0 section 4.1, RFC 7523.
"""

import email.utils
import math
import time
import uuid
from threading import Lock
from typing import Any

import jwt
import requests

from plugin.lms.answers import as_json, unanswered
from plugin.lms.errors import ServiceError
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.retrying import beginning, patiently, retry_after

EARLY_SECONDS = 60
DEFAULT_LIFETIME = 300.0  # where the platform does not say
LONGEST_LIFETIME = 24 * 3600.0
MAX_TOKEN = 16 * 1024
_ASSERTION_SECONDS = 300
_BACK_SECONDS = 10  # Moodle refuses an assertion from the future: our clock may be ahead
_CLOCK_SECONDS = 5.0  # apart, and a refusal may come of it
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

Key = tuple[str, ...]


class TokenCache:
    """Tokens of one process, by registration and scope."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tokens: dict[Key, tuple[str, float]] = {}

    def get(self, key: Key) -> str | None:
        with self._lock:
            token, until = self._tokens.get(key, ("", 0.0))
        return token if time.monotonic() < until else None

    def put(self, key: Key, token: str, seconds: float) -> None:
        with self._lock:
            self._tokens[key] = (token, time.monotonic() + seconds - EARLY_SECONDS)

    def drop(self, key: Key, token: str) -> None:
        """Unless somebody has put a newer one there."""
        with self._lock:
            if self._tokens.get(key, ("", 0.0))[0] == token:
                del self._tokens[key]


def ask_token(session: requests.Session, platform: Platform, key: SigningKey, scope: str) -> tuple[str, float]:
    """(token, seconds it lives) for one scope. Raises ServiceError(at_token=True)."""
    response = _ask(session, platform, key, scope, 0.0)
    if response.status_code in (400, 401) and abs(ahead := _ahead(response)) > _CLOCK_SECONDS:
        response = _ask(session, platform, key, scope, ahead)  # as the platform's own clock has it
    if not 200 <= response.status_code < 300:
        raise ServiceError(
            response.status_code, beginning(response), True,
            code=_refusal(response), retry_after=retry_after(response),
        )  # fmt: skip
    return _read(response, scope)


def _ask(session: requests.Session, platform: Platform, key: SigningKey, scope: str, ahead: float) -> requests.Response:
    try:
        # Each try signs anew: an assertion is good for one request.
        return patiently(lambda: session.post(platform.token_url, data=_form(platform, key, scope, ahead)))
    except requests.RequestException as error:
        raise unanswered(error, at_token=True) from error


def _ahead(response: requests.Response) -> float:
    """Seconds by which the platform's clock is ahead of ours, where it tells its time."""
    try:
        return email.utils.parsedate_to_datetime(response.headers["Date"]).timestamp() - time.time()
    except (KeyError, ValueError):
        return 0.0


def _form(platform: Platform, key: SigningKey, scope: str, ahead: float) -> dict[str, str]:
    now = int(time.time() + ahead)
    claims = {
        "iss": platform.client_id,
        "sub": platform.client_id,
        "aud": platform.token_audience or platform.token_url,  # D2L has one audience for all schools
        "iat": now - _BACK_SECONDS,
        "exp": now + _ASSERTION_SECONDS,
        "jti": str(uuid.uuid4()),
    }
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": _ASSERTION,
        "client_assertion": jwt.encode(claims, key.private_pem, algorithm="RS256", headers={"kid": key.kid}),
        "scope": scope,
    }


def _refusal(response: requests.Response) -> str:
    """OAuth's own word, or that it was no OAuth answer: Moodle's is a page when it cannot fetch our key set."""
    body = as_json(response)
    error = body.get("error") if isinstance(body, dict) else None
    known = ("invalid_client", "invalid_scope", "invalid_request", "unauthorized_client", "unsupported_grant_type")
    if error in known:
        return str(error)
    return "token_refused" if isinstance(body, dict) else "token_not_json"


def _read(response: requests.Response, scope: str) -> tuple[str, float]:
    """Moodle's media type says HTML (measured): only the content counts."""
    body = as_json(response)
    token = body.get("access_token") if isinstance(body, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or " " in token:
        raise ServiceError(0, "", True, code="token_not_json" if body is None else "token_missing")
    if not 0 < len(token) <= MAX_TOKEN:
        raise ServiceError(0, "", True, code="token_missing")
    granted = body.get("scope")
    # Left out it means "as asked" (RFC 6749 section 5.1); Moodle and Open edX grant less than asked without a word.
    if granted is not None and scope not in _words(granted):
        raise ServiceError(403, "", True, code="scope_not_granted")
    return token, _lifetime(body.get("expires_in"))


def _words(granted: Any) -> list[Any]:
    return granted.split() if isinstance(granted, str) else granted if isinstance(granted, list) else []


def _lifetime(value: Any) -> float:
    try:
        seconds = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        seconds = math.nan
    return min(max(seconds, 0.0), LONGEST_LIFETIME) if math.isfinite(seconds) else DEFAULT_LIFETIME
