"""What every JWT that a platform signs must pass, whether it opens a launch or brings a notice.

Each check has a code of its own (1EdTech Security Framework 1.0 section 5.1.3, LTI Core 1.3 section 5.3).
"""

import math
import time
from collections.abc import Mapping
from typing import Any

import jwt

from plugin.lms import claims as c
from plugin.lms.errors import LaunchRefusedError
from plugin.lms.key_sets import KeySets
from plugin.lms.platform import Platform

LEEWAY_SECONDS = 60
MAX_AGE_SECONDS = 600  # of iat; a Moodle token lives 60 s, a Canvas token an hour
MAX_TOKEN = 64 * 1024


def check_header(header: Any) -> str:
    """The key id; only RS256 is taken, whatever the header would like."""
    if not isinstance(header, dict) or header.get("alg") != "RS256":
        raise LaunchRefusedError("alg", 401)
    if not isinstance(header.get("kid"), str) or not header["kid"]:
        raise LaunchRefusedError("kid_missing", 401)
    return str(header["kid"])


def check_addressed(claims: Mapping[str, Any], platform: Platform) -> None:
    """From this issuer, to us: the library looks at the first audience only and never at azp."""
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


def check_signed(
    token: str, kid: str, platform: Platform, key_sets: KeySets, max_age: float = MAX_AGE_SECONDS
) -> dict[str, Any]:
    """The claims, once signature and times are right; may fetch the platform's keys."""
    key = key_sets.find(platform.jwks_url, kid)
    try:
        # aud and iat are checked here: the library knows no leeway, PyJWT no upper age. sub is read with the claims.
        options: Any = {"require": ["exp", "iat"], "verify_aud": False, "verify_iat": False, "verify_sub": False}
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], options=options, leeway=LEEWAY_SECONDS)
    except jwt.PyJWTError as error:
        raise LaunchRefusedError(_code_of(error), 401) from error
    _check_issued(claims["iat"], max_age)
    return claims


def verify_message(token: str, platform: Platform, key_sets: KeySets, max_age: float) -> dict[str, Any]:
    """All checks on a message that no login went before: there is no nonce or state to compare."""
    header, claims = unverified(token)
    kid = check_header(header)
    check_addressed(claims, platform)
    claims = check_signed(token, kid, platform, key_sets, max_age)
    if claims.get(c.VERSION) != c.LTI_VERSION:
        raise LaunchRefusedError("version")
    return claims


def unverified(token: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims as they stand: only to find out whose keys must fit."""
    if not isinstance(token, str):
        raise LaunchRefusedError("message_invalid")
    if len(token) > MAX_TOKEN:
        raise LaunchRefusedError("token_too_long")
    try:
        found = jwt.decode_complete(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise LaunchRefusedError("message_invalid") from error
    return found["header"], found["payload"]


def _check_issued(iat: Any, max_age: float) -> None:
    now = time.time()
    if not isinstance(iat, int | float) or not math.isfinite(iat) or iat > now + LEEWAY_SECONDS:
        raise LaunchRefusedError("iat", 401)
    if iat < now - max_age - LEEWAY_SECONDS:
        raise LaunchRefusedError("iat", 401, "too old")


def _code_of(error: jwt.PyJWTError) -> str:
    if isinstance(error, jwt.ExpiredSignatureError):
        return "expired"
    if isinstance(error, jwt.MissingRequiredClaimError):
        return "timestamps_missing"
    if isinstance(error, jwt.InvalidSignatureError):
        return "signature"
    return "message_invalid"
