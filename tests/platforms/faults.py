"""Launches gone wrong, one function a fault: the 1EdTech certification's bad payloads and more.

Each takes what would have been sent, header, claims and key, and gives the token to send instead.
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
Fault = Callable[[Claims, Claims, Key], str]


def raw_token(header: Claims, claims: Claims, signature: bytes) -> str:
    """A token put together by hand, as no library would."""
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def _without(*names: str) -> Fault:
    return lambda header, claims, key: key.sign({k: v for k, v in claims.items() if k not in names}, header)


def _with(**changes: Any) -> Fault:
    return lambda header, claims, key: key.sign(claims | changes, header)


def _lti(name: str, value: Any) -> Fault:
    return _with(**{CLAIM + name: value})


def _aged(iat: int, exp: int) -> Fault:
    """Both times relative to now."""
    return lambda header, claims, key: key.sign(
        claims | {"iat": int(time.time()) + iat, "exp": int(time.time()) + exp}, header
    )


def no_kid(header: Claims, claims: Claims, key: Key) -> str:
    return key.sign(claims, {})


def wrong_kid(header: Claims, claims: Claims, key: Key) -> str:
    return key.sign(claims, header | {"kid": "imsglobal_00"})


def invalid_message(header: Claims, claims: Claims, key: Key) -> str:
    """Well signed, and no launch at all."""
    return key.sign({"name": "badltilaunch"}, header)


def not_a_token(header: Claims, claims: Claims, key: Key) -> str:
    return "notatoken"


def not_base64(header: Claims, claims: Claims, key: Key) -> str:
    return "a.b.c"


def missing_lti_claims(header: Claims, claims: Claims, key: Key) -> str:
    """Only what OpenID Connect knows."""
    return key.sign({k: v for k, v in claims.items() if not k.startswith("http")}, header)


def alg_none(header: Claims, claims: Claims, key: Key) -> str:
    return raw_token(header | {"alg": "none"}, claims, b"")


def hs256_with_public_key(header: Claims, claims: Claims, key: Key) -> str:
    """The public key used as if it were a shared secret."""
    unsigned = raw_token(header | {"alg": "HS256"}, claims, b"").rstrip(".")
    signature = hmac.new(key.public_pem, unsigned.encode(), hashlib.sha256).digest()
    return unsigned + "." + base64.urlsafe_b64encode(signature).rstrip(b"=").decode()


def other_key(header: Claims, claims: Claims, key: Key) -> str:
    """Signed by a stranger under the platform's kid."""
    return Key(key.kid).sign(claims, header)


def changed_after_signing(header: Claims, claims: Claims, key: Key) -> str:
    """The signature of a student's token under a teacher's claims."""
    signed = key.sign(claims, header)
    roles = ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]
    forged = raw_token(header, claims | {CLAIM + "roles": roles}, b"").rstrip(".")
    return forged + "." + signed.rsplit(".", 1)[1]


def aud_list_without_azp(header: Claims, claims: Claims, key: Key) -> str:
    others = {k: v for k, v in claims.items() if k != "azp"}
    return key.sign(others | {"aud": [claims["aud"], "somebody-else"]}, header)


def replayed_nonce(used: str) -> Fault:
    """A new token with the nonce of an earlier launch."""
    return _with(nonce=used)


wrong_version = _lti("version", "11.3")
no_version = _without(CLAIM + "version")
exp_past = _aged(-3600, -1800)
iat_future = _aged(3600, 7200)
iat_long_ago = _aged(-7200, 3600)
no_timestamps = _without("iat", "exp")
no_exp = _without("exp")
no_iat = _without("iat")
no_message_type = _without(CLAIM + "message_type")
unknown_message_type = _lti("message_type", "LtiPartyRequest")
no_roles = _without(CLAIM + "roles")
no_deployment_id = _without(CLAIM + "deployment_id")
unknown_deployment = _lti("deployment_id", "elsewhere")
no_resource_link_id = _without(CLAIM + "resource_link")
empty_resource_link_id = _lti("resource_link", {"id": ""})
no_sub = _without("sub")
sub_a_number = _with(sub=77)
wrong_iss = _with(iss="https://other.example")
wrong_aud = _with(aud="somebody-else")
no_aud = _without("aud")
foreign_azp = _with(azp="somebody-else")
wrong_nonce = _with(nonce="guessed")
no_nonce = _without("nonce")
target_link_off_site = _lti("target_link_uri", "https://evil.example/lti/launch")
no_target_link = _without(CLAIM + "target_link_uri")
oversize_token = _with(padding="x" * 70_000)

# Every fault by the name of its function; `replayed_nonce` needs a nonce and is the platform's to give.
FAULTS: dict[str, Fault] = {
    fault_name: fault
    for fault_name, fault in list(globals().items())
    if callable(fault) and fault_name[0].islower()
    and fault_name not in ("raw_token", "replayed_nonce") and fault.__module__ == __name__
}  # fmt: skip
