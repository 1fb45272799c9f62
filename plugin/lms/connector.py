"""Calls to a platform's services: a token for exactly the scopes needed, kept until a minute before it expires."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import requests
from pylti1p3.exception import LtiServiceException
from pylti1p3.service_connector import ServiceConnector

from plugin.lms.platform import Platform, SigningKey, library_registration

EARLY_SECONDS = 60
DEFAULT_LIFETIME = 3600.0


class ServiceError(Exception):
    """The platform answered with an error, or not at all (status 0). `at_token`: it gave no token."""

    def __init__(self, status: int, body: str = "", at_token: bool = False):
        super().__init__(f"status {status}{' at token' if at_token else ''}")
        self.status = status
        self.body = body
        self.at_token = at_token


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    links: dict[str, str]


class TokenCache:
    """Tokens of one process, by registration and scopes. The library's own cache never lets one expire."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tokens: dict[tuple[str, ...], tuple[str, float]] = {}

    def get(self, key: tuple[str, ...]) -> str | None:
        with self._lock:
            token, until = self._tokens.get(key, ("", 0.0))
        return token if time.monotonic() < until else None

    def put(self, key: tuple[str, ...], token: str, seconds: float) -> None:
        with self._lock:
            self._tokens[key] = (token, time.monotonic() + seconds - EARLY_SECONDS)

    def drop(self, key: tuple[str, ...]) -> None:
        with self._lock:
            self._tokens.pop(key, None)


class _Library(ServiceConnector):
    """The library's token request, on our session and our cache."""

    def __init__(self, platform: Platform, key: SigningKey, session: requests.Session, tokens: TokenCache):
        super().__init__(library_registration(platform, key), session)
        self._tokens, self._platform = tokens, platform

    def key_for(self, scopes: Sequence[str]) -> tuple[str, ...]:
        return (self._platform.issuer, self._platform.client_id, *sorted(scopes))

    def _scope_key(self, scopes: Any) -> Any:
        return self.key_for(list(scopes))

    def _get_cached_access_token(self, scope_key: Any) -> str | None:
        return self._tokens.get(scope_key)

    def _cache_access_token(self, scope_key: Any, access_token: str, expires_in: float) -> None:
        self._tokens.put(scope_key, access_token, float(expires_in or DEFAULT_LIFETIME))


class Connector:
    """Speaks to one platform as one registration of ours."""

    def __init__(self, platform: Platform, key: SigningKey, session: requests.Session, tokens: TokenCache):
        self._session, self._tokens = session, tokens
        self._library = _Library(platform, key, session, tokens)

    def call(
        self,
        method: str,
        url: str,
        scope: str,
        *,
        json_text: str | None = None,
        content_type: str | None = None,
        accept: str = "application/json",
    ) -> Reply:
        """One request with a bearer token; a refused token is renewed once. Raises ServiceError."""
        headers = {"Accept": accept} | ({"Content-Type": content_type} if content_type else {})
        for last in (False, True):
            headers["Authorization"] = "Bearer " + self._token(scope)
            response = self._send(method, url, json_text, headers)
            if response.status_code != 401 or last:
                break
            self._tokens.drop(self._library.key_for([scope]))
        if not response.ok:
            raise ServiceError(response.status_code, response.text[:1000])
        return Reply(response.status_code, _json(response), _links(response))

    def _send(self, method: str, url: str, body: str | None, headers: dict[str, str]) -> requests.Response:
        try:
            data = body.encode() if body is not None else None
            return self._session.request(method, url, data=data, headers=headers)
        except requests.RequestException as error:
            raise ServiceError(0, type(error).__name__) from error

    def _token(self, scope: str) -> str:
        try:
            return self._library.get_access_token([scope])
        except LtiServiceException as error:
            raise ServiceError(error.response.status_code, error.response.text[:1000], True) from error
        except (requests.RequestException, KeyError, TypeError, ValueError) as error:
            raise ServiceError(0, type(error).__name__, True) from error


def _json(response: requests.Response) -> Any:
    if not response.content:  # Moodle answers a score with an empty 200
        return None
    try:
        return response.json()
    except ValueError:
        return None


def _links(response: requests.Response) -> dict[str, str]:
    """`rel` -> URL, verbatim: the library's own parsing lowers the case of the URL (pylti1.3#139)."""
    return {name: link["url"] for name, link in response.links.items() if "url" in link}
