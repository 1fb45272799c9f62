"""Platforms' public keys: fetched when needed, kept for an hour, fetched once more for an unknown kid."""

import time
from threading import Lock
from typing import Any

import requests

from plugin.lms.errors import LaunchRefusedError

KEEP_SECONDS = 3600
REFETCH_SECONDS = 10  # launches with made-up kids must not turn us into a stream of requests to the platform


class KeySets:
    """Keys by JWKS address, shared by the threads of one process."""

    def __init__(self, session: requests.Session):
        self._session = session
        self._lock = Lock()
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    def find(self, jwks_url: str, kid: str) -> dict[str, Any]:
        """The JWK named `kid`; raise LaunchRefusedError (kid_unknown, keys_unreachable)."""
        key, fetched = self._look(jwks_url, kid, max_age=KEEP_SECONDS)
        if key is None and not fetched:
            key, _ = self._look(jwks_url, kid, max_age=REFETCH_SECONDS)
        if key is None:
            raise LaunchRefusedError("kid_unknown", 401)
        return key

    def _look(self, jwks_url: str, kid: str, max_age: float) -> tuple[dict[str, Any] | None, bool]:
        with self._lock:
            at, key_set = self._kept.get(jwks_url, (float("-inf"), {}))
        fetched = time.monotonic() - at > max_age
        if fetched:
            key_set = self._fetch(jwks_url)
            with self._lock:
                self._kept[jwks_url] = (time.monotonic(), key_set)
        return _with_kid(key_set, kid), fetched

    def _fetch(self, jwks_url: str) -> dict[str, Any]:
        try:
            response = self._session.get(jwks_url)
            response.raise_for_status()
            key_set = response.json()
        except (requests.RequestException, ValueError) as error:
            raise LaunchRefusedError("keys_unreachable", 502, type(error).__name__) from error
        if not isinstance(key_set, dict):
            raise LaunchRefusedError("keys_unreachable", 502, "not a key set")
        return key_set


def _with_kid(key_set: dict[str, Any], kid: str) -> dict[str, Any] | None:
    keys = key_set.get("keys")
    for key in keys if isinstance(keys, list) else []:
        if isinstance(key, dict) and key.get("kid") == kid and key.get("kty") == "RSA":
            return key
    return None
