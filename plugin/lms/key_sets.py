"""Platforms' public keys: fetched when needed, kept for an hour, fetched once more for an unknown kid."""

import time
from threading import Lock
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm

from plugin.lms.answers import as_json
from plugin.lms.errors import LaunchRefusedError

KEEP_SECONDS = 3600
REFETCH_SECONDS = 10  # launches with made-up kids must not turn us into a stream of requests to the platform
MOST_KEYS = 100
LEAST_BITS = 2048  # RFC 7518 section 3.3

Keys = dict[str, RSAPublicKey]


class KeySets:
    """Keys by JWKS address, shared by the threads of one process."""

    def __init__(self, session: requests.Session):
        self._session = session
        self._lock = Lock()
        self._kept: dict[str, tuple[float, Keys]] = {}

    def find(self, jwks_url: str, kid: str) -> RSAPublicKey:
        """The key named `kid`; raise LaunchRefusedError (kid_unknown, keys_unreachable)."""
        key, fetched = self._look(jwks_url, kid, max_age=KEEP_SECONDS)
        if key is None and not fetched:
            key, _ = self._look(jwks_url, kid, max_age=REFETCH_SECONDS)
        if key is None:
            raise LaunchRefusedError("kid_unknown", 401)
        return key

    def _look(self, jwks_url: str, kid: str, max_age: float) -> tuple[RSAPublicKey | None, bool]:
        with self._lock:
            at, keys = self._kept.get(jwks_url, (float("-inf"), {}))
        fetched = time.monotonic() - at > max_age
        if fetched:
            keys = _keys(self._fetch(jwks_url))
            with self._lock:
                self._kept[jwks_url] = (time.monotonic(), keys)
        return keys.get(kid), fetched

    def _fetch(self, jwks_url: str) -> Any:
        try:
            response = self._session.get(jwks_url)
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
