"""The token endpoint: the tool's assertion is checked in full, as few platforms do (RFC 7523; LTI Security 4.1)."""

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
import requests

from tests.platforms.personality import Personality
from tests.platforms.tool import ToolSettings

LONGEST_SECONDS = 3600
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class RefusedError(Exception):
    """The platform does not go along; `error` as OAuth and OIDC name it. `to_tool`: the tool is told by a form."""

    def __init__(self, error: str, detail: str = "", to_tool: bool = False):
        super().__init__(f"{error}: {detail}")
        self.error, self.detail, self.to_tool = error, detail, to_tool


class KeysUnreachableError(RefusedError):
    """The tool's key set could not be read: Moodle answers that with a page, not with JSON."""


@dataclass
class ToolKeys:
    """The tool's published keys, kept, and read once more for a kid that is not among them."""

    url: str
    fetches: int = 0
    _kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    def find(self, kid: str) -> jwt.PyJWK:
        if kid not in self._kept:
            self._fetch()
        if kid not in self._kept:
            raise RefusedError("invalid_client", f"no key {kid!r} at {self.url}")
        return jwt.PyJWK(self._kept[kid])

    def know(self, kid: str, key: dict[str, Any]) -> None:
        """A key that need not be fetched."""
        self._kept[kid] = key

    def _fetch(self) -> None:
        self.fetches += 1
        try:
            keys = requests.get(self.url, timeout=5).json()["keys"]
            self._kept = {key["kid"]: key for key in keys}
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            raise KeysUnreachableError("invalid_client", f"no keys at {self.url}") from error


class Tokens:
    """Assertions in, bearer tokens out."""

    def __init__(self, personality: Personality, tool: ToolSettings, client_id: str, audience: str):
        self.keys = ToolKeys(tool.jwks_url)
        self.issued: dict[str, tuple[frozenset[str], float]] = {}
        self._cuts, self._client_id, self._url = personality.cuts_scopes, client_id, audience
        self._jtis: set[str] = set()
        self._lock = threading.Lock()

    def grant(self, form: dict[str, str], allowed: tuple[str, ...]) -> dict[str, Any]:
        """The answer to a token request. Moodle cuts the scopes to those allowed, Canvas refuses the whole."""
        if form.get("grant_type") != "client_credentials":
            raise RefusedError("unsupported_grant_type")
        if form.get("client_assertion_type") != _ASSERTION:
            raise RefusedError("invalid_request", "client_assertion_type")
        self._check(form.get("client_assertion", ""))
        asked = set(form.get("scope", "").split())
        given = asked & set(allowed)
        if not given or (given != asked and not self._cuts):
            raise RefusedError("invalid_scope", " ".join(sorted(asked - given)))
        token = secrets.token_hex(16)
        self.issued[token] = (frozenset(given), time.time() + LONGEST_SECONDS)
        return {
            "access_token": token, "token_type": "Bearer", "expires_in": LONGEST_SECONDS,
            "scope": " ".join(sorted(given)),
        }  # fmt: skip

    def allows(self, authorization: str, *scopes: str) -> bool:
        """True if the Authorization header carries a living token with at least one of the scopes."""
        kind, _, token = authorization.partition(" ")
        granted, until = self.issued.get(token, (frozenset(), 0.0))
        return kind == "Bearer" and time.time() < until and any(scope in granted for scope in scopes)

    def _check(self, assertion: str) -> None:
        try:
            claims = self._verified(assertion)
        except (jwt.PyJWTError, KeyError, ValueError) as error:
            raise RefusedError("invalid_client", f"{type(error).__name__}: {error}") from error
        if claims["aud"] != self._url:
            raise RefusedError("invalid_client", "aud is not the one that this platform demands, alone")
        if claims["sub"] != self._client_id:
            raise RefusedError("invalid_client", "sub is not the client id")
        if not 0 < claims["exp"] - claims["iat"] <= LONGEST_SECONDS:
            raise RefusedError("invalid_client", "lives too long")
        self._use_up(claims["jti"])

    def _verified(self, assertion: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(assertion)
        if header.get("alg") != "RS256":
            raise RefusedError("invalid_client", "alg is not RS256")
        claims: dict[str, Any] = jwt.decode(
            assertion, self.keys.find(header["kid"]), ["RS256"], audience=self._url, issuer=self._client_id,
            options={"require": ["exp", "iat", "iss", "sub", "aud", "jti"]},
        )  # fmt: skip
        return claims

    def _use_up(self, jti: Any) -> None:
        with self._lock:
            if not isinstance(jti, str) or not jti or jti in self._jtis:
                raise RefusedError("invalid_client", "jti is empty or was used before")
            self._jtis.add(jti)
