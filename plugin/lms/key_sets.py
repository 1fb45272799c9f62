"""Platforms' public keys: fetched when needed, kept for an hour, fetched once more for an unknown kid.

Whoever asks may be anybody: a fetch is short, one at a time for each address, and a failed one is remembered too.
"""

import time
from threading import Lock
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm

from plugin.lms.answers import as_json
from plugin.lms.errors import LaunchRefusedError
from plugin.lms.outgoing import CONNECT_SECONDS, PlatformSession

KEEP_SECONDS = 3600
REFETCH_SECONDS = 10  # launches with made-up kids must not turn us into a stream of requests to the platform
FETCH_SECONDS = 10  # a browser waits, or a platform for its notice to be taken
MOST_KEYS = 100
LEAST_BITS = 2048  # RFC 7518 section 3.3

Keys = dict[str, RSAPublicKey]


class KeySets:
    """Keys by JWKS address, shared by the threads of one process."""

    def __init__(self, session: PlatformSession):
        self._session = session
        self._turns: dict[str, Lock] = {}
        self._kept: dict[str, tuple[float, Keys]] = {}
        self._failed: dict[str, tuple[float, LaunchRefusedError]] = {}

    def find(self, jwks_url: str, kid: str) -> RSAPublicKey:
        """The key named `kid`; raise LaunchRefusedError (kid_unknown, keys_unreachable)."""
        key, fetched = self._look(jwks_url, kid, max_age=KEEP_SECONDS)
        if key is None and not fetched:
            key, _ = self._look(jwks_url, kid, max_age=REFETCH_SECONDS)
        if key is None:
            raise LaunchRefusedError("kid_unknown", 401)
        return key

    def _look(self, jwks_url: str, kid: str, max_age: float) -> tuple[RSAPublicKey | None, bool]:
        """The key, and whether its set was fetched for this. Whoever comes meanwhile waits for the same answer."""
        keys = self._fresh(jwks_url, max_age)
        if keys is not None:
            return keys.get(kid), False
        with self._turns.setdefault(jwks_url, Lock()):
            keys = self._fresh(jwks_url, max_age)
            return (keys.get(kid), False) if keys is not None else (self._renew(jwks_url).get(kid), True)

    def _fresh(self, jwks_url: str, max_age: float) -> Keys | None:
        at, keys = self._kept.get(jwks_url, (float("-inf"), {}))
        return keys if time.monotonic() - at <= max_age else None

    def _renew(self, jwks_url: str) -> Keys:
        """A failed fetch stands beside the keys and not in their place: those that are known stay good meanwhile."""
        at, error = self._failed.get(jwks_url, (float("-inf"), None))
        if error is not None and time.monotonic() - at <= REFETCH_SECONDS:
            raise LaunchRefusedError(error.code, error.status, error.detail)
        try:
            keys = _keys(self._fetch(jwks_url))
        except LaunchRefusedError as failure:
            self._failed[jwks_url] = (time.monotonic(), failure)
            raise
        self._kept[jwks_url] = (time.monotonic(), keys)
        return keys

    def _fetch(self, jwks_url: str) -> Any:
        try:
            response = self._session.request(
                "GET", jwks_url, timeout=(CONNECT_SECONDS, FETCH_SECONDS), answer_seconds=FETCH_SECONDS
            )
            response.raise_for_status()
        except requests.RequestException as error:
            raise LaunchRefusedError("keys_unreachable", 502, type(error).__name__) from error
        key_set = as_json(response)
        if not isinstance(key_set, dict):
            raise LaunchRefusedError("keys_unreachable", 502, "not a key set")
        return key_set.get("keys")


def _keys(published: Any) -> Keys:
    """By kid, read once and not at every launch. What is no RSA key for signatures is left out."""
    found: Keys = {}
    for jwk in published[:MOST_KEYS] if isinstance(published, list) else []:
        key = _key(jwk) if isinstance(jwk, dict) and isinstance(jwk.get("kid"), str) else None
        if key is not None:
            found.setdefault(jwk["kid"], key)
    return found


def _key(jwk: dict[str, Any]) -> RSAPublicKey | None:
    try:
        key = RSAAlgorithm.from_jwk(jwk)
    except (PyJWTError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= LEAST_BITS else None
