"""Calls to a platform's services, each with a token for exactly the scope needed."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import requests

from plugin.lms.access_tokens import TokenCache, ask_token
from plugin.lms.answers import REDIRECTS, as_json, require_no_page, require_success, unanswered
from plugin.lms.errors import ServiceError
from plugin.lms.links import origin, read_links
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.quirks.openedx import refuses_tokens_with
from plugin.lms.retrying import REPEATABLE, patiently

__all__ = ["Connector", "Download", "Reply", "ServiceError", "TokenCache"]

MAX_REDIRECTS = 5
DOWNLOAD_SECONDS = 300


@dataclass(frozen=True)
class Reply:
    """`links`: rel -> URL, verbatim."""

    status: int
    body: Any
    links: dict[str, str]


@dataclass(frozen=True)
class Download:
    content: bytes
    content_type: str


class Connector:
    """Speaks to one platform as one registration of ours."""

    def __init__(self, platform: Platform, key: SigningKey, session: requests.Session, tokens: TokenCache):
        self._platform, self._key, self._session, self._tokens = platform, key, session, tokens

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
        data = json_text.encode() if json_text is not None else None
        response = require_no_page(require_success(self._authorised(method, url, scope, headers=headers, data=data)))
        return Reply(response.status_code, as_json(response), read_links(response.headers.get("Link", ""), url))

    def download(self, url: str, scope: str, max_bytes: int) -> Download:
        """A file, over a few redirects: files often lie with another host, which must not see our token."""
        how: dict[str, Any] = {"max_bytes": max_bytes, "answer_seconds": DOWNLOAD_SECONDS}
        response, at_home = self._authorised("GET", url, scope, **how), True
        for _ in range(MAX_REDIRECTS):
            if response.status_code not in REDIRECTS or not response.headers.get("Location"):
                break
            target = _target(url, response.headers["Location"])
            at_home = at_home and origin(target) == origin(url)  # once away the token stays behind
            url = target
            response = self._authorised("GET", url, scope, **how) if at_home else self._send("GET", url, **how)
        content_type = response.headers.get("Content-Type", "")
        return Download(require_success(response).content, content_type.partition(";")[0].strip().lower()[:255])

    def _authorised(self, method: str, url: str, scope: str, **how: Any) -> requests.Response:
        headers = how.pop("headers", {})
        for last in (False, True):
            token = self._token(scope)
            response = self._send(method, url, headers=headers | {"Authorization": "Bearer " + token}, **how)
            if response.status_code not in refuses_tokens_with(url) or last:
                break
            self._tokens.drop(self._token_key(scope), token)
        return response

    def _send(self, method: str, url: str, **how: Any) -> requests.Response:
        def send() -> requests.Response:
            return self._session.request(method, url, **how)

        try:
            return patiently(send) if method in REPEATABLE else send()
        except requests.RequestException as error:
            raise unanswered(error) from error

    def _token(self, scope: str) -> str:
        key = self._token_key(scope)
        token = self._tokens.get(key)
        if token is None:
            token, seconds = ask_token(self._session, self._platform, self._key, scope)
            self._tokens.put(key, token, seconds)
        return token

    def _token_key(self, scope: str) -> tuple[str, ...]:
        return (self._platform.issuer, self._platform.client_id, self._platform.token_url, scope)


def _target(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise ServiceError(0, code="address_refused") from error
