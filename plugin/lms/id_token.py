"""What every JWT that a platform signs must pass, whether it opens a launch or brings a notice.

Each check has a code of its own (1EdTech Security Framework 1.0 section 5.1.3, LTI Core 1.3 section 5.3). One algorithm
is taken, so the token is read and verified right here: once, where a library would read it again for each question.
"""

import base64
import binascii
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from plugin.lms import claims as c
from plugin.lms.errors import LaunchRefusedError
from plugin.lms.key_sets import KeySets
from plugin.lms.platform import Platform

LEEWAY_SECONDS = 60
MAX_AGE_SECONDS = 600  # of iat; a Moodle token lives 60 s, a Canvas token an hour
MAX_TOKEN = 64 * 1024
_LATEST = 2**53  # seconds


@dataclass(frozen=True)
class Token:
    """As it came: nothing of it may be believed before check_signature."""

    kid: str
    claims: dict[str, Any]
    signed: bytes
    signature: bytes


def read_token(token: Any) -> Token:
    """Raise LaunchRefusedError for what is no RS256 token with a key id and an object of claims."""
    if not isinstance(token, str):
        raise LaunchRefusedError("message_invalid")
    if len(token) > MAX_TOKEN:
        raise LaunchRefusedError("token_too_long")
    parts = token.split(".")
    if len(parts) != 3:
        raise LaunchRefusedError("message_invalid")
    kid = _key_id(_object(parts[0]))
    return Token(kid, _object(parts[1]), f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2]))


def check_addressed(claims: Mapping[str, Any], platform: Platform) -> None:
    """From this issuer, to us: one audience among several needs an azp that says so."""
    if claims.get("iss") != platform.issuer:
        raise LaunchRefusedError("iss", 401)
    aud, azp = claims.get("aud"), claims.get("azp")
    audiences = [aud] if isinstance(aud, str) else aud
    if not isinstance(audiences, list) or platform.client_id not in audiences:
        raise LaunchRefusedError("aud", 401)
    if azp is None and len(audiences) > 1:
        raise LaunchRefusedError("azp_missing", 401)
    if azp is not None and azp != platform.client_id:
        raise LaunchRefusedError("azp", 401)


def check_signature(token: Token, platform: Platform, key_sets: KeySets) -> None:
    """May fetch the platform's keys."""
    try:
        key_sets.find(platform.jwks_url, token.kid).verify(token.signature, token.signed, PKCS1v15(), SHA256())
    except InvalidSignature as error:
        raise LaunchRefusedError("signature", 401) from error


def check_times(claims: Mapping[str, Any], max_age: float = MAX_AGE_SECONDS) -> None:
    """Clocks may differ by a minute; a token may say besides from when on it holds."""
    now = time.time()
    if claims.get("exp") is None or claims.get("iat") is None:
        raise LaunchRefusedError("timestamps_missing", 401)
    if _moment(claims["exp"], "expired") < now - LEEWAY_SECONDS:
        raise LaunchRefusedError("expired", 401)
    issued = _moment(claims["iat"], "iat")
    if max(issued, _moment(claims.get("nbf", issued), "iat")) > now + LEEWAY_SECONDS:
        raise LaunchRefusedError("iat", 401)
    if issued < now - max_age - LEEWAY_SECONDS:
        raise LaunchRefusedError("iat", 401, "too old")


def verify_message(token: str, platform: Platform, key_sets: KeySets, max_age: float) -> dict[str, Any]:
    """All checks on a message that no login went before: there is no nonce or state to compare."""
    read = read_token(token)
    check_addressed(read.claims, platform)
    check_signature(read, platform, key_sets)
    check_times(read.claims, max_age)
    if read.claims.get(c.VERSION) != c.LTI_VERSION:
        raise LaunchRefusedError("version")
    return read.claims


def _key_id(header: Mapping[str, Any]) -> str:
    """Only RS256 is taken, whatever the header would like; `crit` names what a reader must know, and we know none."""
    if header.get("alg") != "RS256" or "crit" in header:
        raise LaunchRefusedError("alg", 401)
    if not isinstance(header.get("kid"), str) or not header["kid"]:
        raise LaunchRefusedError("kid_missing", 401)
    return str(header["kid"])


def _object(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(part))
    except (ValueError, RecursionError) as error:
        raise LaunchRefusedError("message_invalid") from error
    if not isinstance(found, dict):
        raise LaunchRefusedError("message_invalid")
    return found


def _bytes(part: str) -> bytes:
    """base64url without padding, and nothing else (RFC 7515 section 2)."""
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise LaunchRefusedError("message_invalid") from error


def _moment(value: Any, code: str) -> float:
    """JSON knows numbers that are no time: NaN is neither before nor after anything, and 10**400 no float."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LATEST:
        raise LaunchRefusedError(code, 401)
    return value
