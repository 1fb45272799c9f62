"""Tries a connection for real: the platform's keys, its clock, and a token for each scope."""

import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import requests

from plugin.lms.access_tokens import ask_token
from plugin.lms.answers import as_json, unanswered
from plugin.lms.errors import ServiceError
from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.scopes import SCOPES

_NOT_ALLOWED = ("invalid_scope", "scope_not_granted")


@dataclass(frozen=True)
class KeySet:
    """How many RSA keys there are, or why none; how many seconds the platform's clock is ahead of ours."""

    keys: int
    problem: str = ""
    ahead: float | None = None


@dataclass(frozen=True)
class Grants:
    """`problem`: why asking was given up: nobody answers, or the platform does not know us or our keys."""

    granted: tuple[str, ...]
    refused: tuple[str, ...]
    problem: str = ""
    status: int = 0


def read_keys(http: PlatformSession, platform: Platform) -> KeySet:
    try:
        response = http.get(platform.jwks_url)
    except requests.RequestException as error:
        return KeySet(0, unanswered(error).code)
    if response.status_code != 200:
        return KeySet(0, f"status_{response.status_code}")
    found = as_json(response)
    keys = found.get("keys") if isinstance(found, dict) else None
    usable = [k for k in keys if isinstance(k, dict) and k.get("kty") == "RSA"] if isinstance(keys, list) else []
    return KeySet(len(usable), "" if usable else "no_rsa_keys", _ahead(response))


def ask_for_tokens(http: PlatformSession, platform: Platform, key: SigningKey) -> Grants:
    """One scope at a time: asked for several, Canvas refuses all for one, and Moodle leaves some out unsaid."""
    granted: list[str] = []
    refused: list[str] = []
    for scope in SCOPES:
        try:
            ask_token(http, platform, key, scope.uri)
        except ServiceError as error:
            if error.code not in _NOT_ALLOWED:
                return Grants(tuple(granted), tuple(refused), error.code, error.status)
            refused.append(scope.uri)
        else:
            granted.append(scope.uri)
    return Grants(tuple(granted), tuple(refused))


def _ahead(response: requests.Response) -> float | None:
    try:
        return parsedate_to_datetime(response.headers["Date"]).timestamp() - time.time()
    except (KeyError, TypeError, ValueError):
        return None
