"""OpenID Connect, as far as a sign-in needs it: the way there, the code, and what the ID token says.

The provider is named by whoever deploys Caveat; it is asked by the same guarded way out as platforms are.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from authlib.integrations.requests_client import OAuth2Auth
from authlib.integrations.requests_client.oauth2_session import OAuth2ClientAuth
from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from plugin.lms.outgoing import PlatformSession
from plugin.oidc_settings import OidcSettings
from plugin.services.oidc_discovery import OidcFailedError, discover, fetch

__all__ = ["Journey", "OidcFailedError", "Provider", "new_journey"]

SCOPE = "openid profile email"
_ALGORITHMS = ["RS256", "PS256", "ES256", "RS384", "RS512", "ES384", "EdDSA"]  # none by a shared secret
_LEEWAY_SECONDS = 60


@dataclass(frozen=True)
class Journey:
    """What this browser has to bring back: the state, and with it the nonce and the verifier of PKCE."""

    state: str
    nonce: str
    verifier: str


def new_journey() -> Journey:
    return Journey(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


class _Client(OAuth2Client):  # type: ignore[misc]
    """Authlib's client on a session of ours, in place of one that calls any address."""

    client_auth_class = OAuth2ClientAuth
    token_auth_class = OAuth2Auth


class Provider:
    """One OpenID provider, as its discovery document describes it."""

    def __init__(self, settings: OidcSettings, http: PlatformSession, redirect_uri: str):
        self._settings, self._http = settings, http
        self._found = discover(http, settings.issuer)
        self._client = _Client(
            http,
            client_id=settings.client_id,
            client_secret=settings.client_secret or None,
            token_endpoint_auth_method=self._auth_method(),
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )

    def address(self, journey: Journey) -> str:
        """Where the person signs in."""
        url, _ = self._client.create_authorization_url(
            self._endpoint("authorization_endpoint"), journey.state, journey.verifier, nonce=journey.nonce
        )
        return str(url)

    def claims(self, code: str, journey: Journey) -> Mapping[str, Any]:
        """Of the ID token that the code is worth. Raise OidcFailedError."""
        token = self._token(code, journey)
        try:
            read = jwt.decode(str(token.get("id_token", "")), self._keys(), algorithms=_ALGORITHMS)
            claims = CodeIDToken(read.claims, read.header, self._expected(), self._params(journey, token))
            claims.validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise OidcFailedError("oidc_token") from error
        if not isinstance(claims.get("sub"), str) or not 0 < len(claims["sub"]) <= 255:
            raise OidcFailedError("oidc_token")
        return dict(claims)

    def _token(self, code: str, journey: Journey) -> Mapping[str, Any]:
        try:
            token = self._client.fetch_token(
                self._endpoint("token_endpoint"),
                grant_type="authorization_code",
                code=code,
                code_verifier=journey.verifier,
            )
        except (OAuth2Error, ValueError) as error:
            raise OidcFailedError("oidc_code") from error
        except requests.RequestException as error:
            raise OidcFailedError("oidc_unreachable") from error
        return token if isinstance(token, Mapping) else {}

    def _expected(self) -> dict[str, Any]:
        return {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
        }

    def _params(self, journey: Journey, token: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "nonce": journey.nonce,
            "client_id": self._settings.client_id,
            "access_token": token.get("access_token"),
        }

    def _keys(self) -> KeySet:
        return KeySet.import_key_set(fetch(self._http, self._endpoint("jwks_uri")))  # type: ignore[arg-type]

    def _endpoint(self, name: str) -> str:
        value = self._found.get(name)
        if not isinstance(value, str) or not value.startswith(("https://", "http://")):
            raise OidcFailedError("oidc_configuration")
        return value

    def _auth_method(self) -> str:
        """By header where the provider lets us, which is what it means when it says nothing."""
        if not self._settings.client_secret:
            return "none"
        known = self._found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"
