"""What an OpenID provider says of itself, and the one way to ask it."""

from typing import Any

import requests

from plugin.lms.outgoing import PlatformSession

_WELL_KNOWN = "/.well-known/openid-configuration"
_MAX_ANSWER = 512 * 1024
_ANSWER_SECONDS = 20  # a person waits


class OidcFailedError(Exception):
    """`code` says at which step; nothing of the provider's own words is kept."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def discover(http: PlatformSession, issuer: str) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0 section 4.3: the issuer there has to be the one that was asked. Raise
    OidcFailedError."""
    found = fetch(http, issuer.rstrip("/") + _WELL_KNOWN)
    if found.get("issuer") != issuer:
        raise OidcFailedError("oidc_issuer")
    return found


def fetch(http: PlatformSession, url: str) -> dict[str, Any]:
    """An object in JSON. Raise OidcFailedError."""
    try:
        response = http.request("GET", url, max_bytes=_MAX_ANSWER, answer_seconds=_ANSWER_SECONDS)
        found = response.json() if response.status_code == 200 else None
    except (requests.RequestException, ValueError, RecursionError) as error:
        raise OidcFailedError("oidc_unreachable") from error
    if not isinstance(found, dict):
        raise OidcFailedError("oidc_configuration")
    return found
