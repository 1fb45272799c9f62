"""Launches gone wrong, one function a fault: the 1EdTech certification's bad payloads and more.

Each takes what would have been sent and gives the token to send instead.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from tests.platforms.personality import CLAIM
from tests.platforms.signing import Key

Claims = dict[str, Any]
Fault = Callable[[Claims, Key], str]


def _without(name: str) -> Fault:
    return lambda claims, key: key.sign({k: v for k, v in claims.items() if k != name})


def _with(name: str, value: Any) -> Fault:
    return lambda claims, key: key.sign(claims | {name: value})


def _raw(header: Claims, claims: Claims, signature: bytes) -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def _hs256(claims: Claims, key: Key) -> str:
    """The public key used as if it were a shared secret."""
    unsigned = _raw({"alg": "HS256", "kid": key.kid, "typ": "JWT"}, claims, b"").rstrip(".")
    signature = hmac.new(key.public_pem, unsigned.encode(), hashlib.sha256).digest()
    return unsigned + "." + base64.urlsafe_b64encode(signature).rstrip(b"=").decode()


def _only_oidc(claims: Claims, key: Key) -> str:
    return key.sign({k: v for k, v in claims.items() if not k.startswith("http")})


def _aged(iat: int, exp: int) -> Fault:
    return lambda claims, key: key.sign(claims | {"iat": int(time.time()) + iat, "exp": int(time.time()) + exp})


# name -> (fault, the code it must be refused with)
BAD: dict[str, tuple[Fault, str]] = {
    "no kid": (lambda claims, key: key.sign(claims, {"kid": ""}), "kid_missing"),
    "wrong kid": (lambda claims, key: key.sign(claims, {"kid": "imsglobal_00"}), "kid_unknown"),
    "wrong version": (_with(CLAIM + "version", "11.3"), "version"),
    "no version": (_without(CLAIM + "version"), "version"),
    "not a launch": (lambda claims, key: key.sign({"name": "badltilaunch"}), "nonce"),
    "not a token": (lambda claims, key: "notatoken", "message_invalid"),
    "not base64": (lambda claims, key: "a.b.c", "message_invalid"),
    "only OIDC claims": (_only_oidc, "version"),
    "expired": (_aged(-3600, -1800), "expired"),
    "issued in the future": (_aged(3600, 7200), "iat"),
    "issued long ago": (_aged(-7200, 3600), "iat"),
    "no exp": (_without("exp"), "timestamps_missing"),
    "no iat": (_without("iat"), "timestamps_missing"),
    "no message type": (_without(CLAIM + "message_type"), "message_type_missing"),
    "unknown message type": (_with(CLAIM + "message_type", "LtiPartyRequest"), "message_type_unknown"),
    "no roles": (_without(CLAIM + "roles"), "roles_missing"),
    "no deployment id": (_without(CLAIM + "deployment_id"), "deployment_id_missing"),
    "unknown deployment": (_with(CLAIM + "deployment_id", "elsewhere"), "deployment_pending"),
    "no resource link": (_without(CLAIM + "resource_link"), "resource_link_id_missing"),
    "empty resource link id": (_with(CLAIM + "resource_link", {"id": ""}), "resource_link_id_missing"),
    "no sub": (_without("sub"), "sub_missing"),
    "sub a number": (_with("sub", 77), "message_invalid"),
    "alg none": (lambda claims, key: _raw({"alg": "none", "kid": key.kid}, claims, b""), "alg"),
    "HS256 with the public key": (_hs256, "alg"),
    "another's key": (lambda claims, key: Key(key.kid).sign(claims), "signature"),
    "wrong iss": (_with("iss", "https://other.example"), "iss"),
    "wrong aud": (_with("aud", "somebody-else"), "aud"),
    "no aud": (_without("aud"), "aud"),
    "two audiences without azp": (
        lambda claims, key: key.sign({k: v for k, v in claims.items() if k != "azp"} | {"aud": [claims["aud"], "x"]}),
        "azp_missing",
    ),
    "foreign azp": (_with("azp", "somebody-else"), "azp"),
    "wrong nonce": (_with("nonce", "guessed"), "nonce"),
    "no nonce": (_without("nonce"), "nonce"),
    "target link elsewhere": (_with(CLAIM + "target_link_uri", "https://evil.example/lti/launch"), "target_link_uri"),
    "no target link": (_without(CLAIM + "target_link_uri"), "target_link_uri_missing"),
    "oversize token": (_with("padding", "x" * 70_000), "token_too_long"),
}
