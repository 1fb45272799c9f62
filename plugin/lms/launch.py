"""The launch comes back with an id_token: every check of LTI 1.3 on it, each with a code of its own.

The library's MessageLaunch gives the order and the key handling; what its defaults let through is closed here
(reference: 1EdTech Security Framework 1.0 section 5.1.3, LTI Core 1.3 section 5.3).
"""

import hmac
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import jwt
from jwcrypto.jwk import JWK
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.session import SessionService

from plugin.lms.errors import LaunchRefusedError
from plugin.lms.key_sets import KeySets
from plugin.lms.login import FormRequest, NoCookies
from plugin.lms.messages import Launch, parse_launch
from plugin.lms.platform import Platform
from plugin.lms.tool_conf import OneRegistration

LEEWAY_SECONDS = 60
MAX_AGE_SECONDS = 600  # of iat; a Moodle token lives 60 s, a Canvas token an hour
MAX_TOKEN = 64 * 1024


class _Checked(MessageLaunch[Any, Any, Any, Any]):
    """Overrides each step in which the library's defaults are lax; the state was burnt before we get here."""

    def __init__(self, request: FormRequest, platform: Platform, nonce: str, key_sets: KeySets):
        super().__init__(
            request,
            OneRegistration(platform),
            session_service=SessionService(request),
            cookie_service=NoCookies(),
        )
        self.platform, self.nonce, self.key_sets = platform, nonce, key_sets

    def _get_request_param(self, key: str) -> str:
        return str(self._request.get_param(key))

    def validate_state(self) -> "_Checked":
        return self

    def save_launch_data(self) -> "_Checked":
        return self  # nothing of a launch is kept in a cookie session

    def validate_jwt_format(self) -> "_Checked":
        token = self._get_id_token()
        if len(token) > MAX_TOKEN:
            raise LaunchRefusedError("token_too_long")
        try:
            super().validate_jwt_format()
        except LtiException as error:
            raise LaunchRefusedError("message_invalid") from error
        self._check_header()
        if not isinstance(self._jwt.get("body"), dict):
            raise LaunchRefusedError("message_invalid")
        return self

    def _check_header(self) -> None:
        header = self._jwt.get("header")
        if not isinstance(header, dict) or header.get("alg") != "RS256":
            raise LaunchRefusedError("alg", 401)
        if not isinstance(header.get("kid"), str) or not header["kid"]:
            raise LaunchRefusedError("kid_missing", 401)

    def validate_registration(self) -> "_Checked":
        body = self._jwt["body"]
        if body.get("iss") != self.platform.issuer:
            raise LaunchRefusedError("iss", 401)
        self._check_audience(body.get("aud"), body.get("azp"))
        return self

    def _check_audience(self, aud: Any, azp: Any) -> None:
        """The library looks at the first audience only and never at azp."""
        audiences = [aud] if isinstance(aud, str) else aud
        if not isinstance(audiences, list) or self.platform.client_id not in audiences:
            raise LaunchRefusedError("aud", 401)
        if azp is None and len(audiences) > 1:
            raise LaunchRefusedError("azp_missing", 401)
        if azp is not None and azp != self.platform.client_id:
            raise LaunchRefusedError("azp", 401)

    def validate_nonce(self) -> "_Checked":
        nonce = self._jwt["body"].get("nonce")
        if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), self.nonce.encode()):
            raise LaunchRefusedError("nonce", 401)
        return self

    def validate_jwt_signature(self) -> "_Checked":
        key = self.key_sets.find(self.platform.jwks_url, self._jwt["header"]["kid"])
        try:
            pem = JWK(**key).export_to_pem()
            # aud and iat were or will be checked here: the library knows no leeway, PyJWT no upper age.
            options: Any = {"require": ["exp", "iat"], "verify_aud": False, "verify_iat": False}
            claims = jwt.decode(self._get_id_token(), pem, algorithms=["RS256"], options=options, leeway=LEEWAY_SECONDS)
        except jwt.PyJWTError as error:
            raise LaunchRefusedError(_code_of(error), 401) from error
        except (ValueError, TypeError) as error:  # jwcrypto's errors on a key that is none
            raise LaunchRefusedError("kid_unknown", 401) from error
        _check_issued(claims["iat"])
        return self

    def validate_deployment(self) -> "_Checked":
        return self  # known or not, approved or not: services.launches decides

    def validate_message(self) -> "_Checked":
        return self  # plugin.lms.messages reads and checks it, claim by claim


def verify_launch(
    parameters: Mapping[str, str],
    platform: Platform,
    nonce: str,
    key_sets: KeySets,
    own_host: str,
) -> Launch:
    """Verify the posted id_token for the login that `nonce` belongs to; may fetch the platform's keys.

    Raises LaunchRefusedError; its code names the failed check.
    """
    if parameters.get("error"):
        raise LaunchRefusedError("platform_error", detail=parameters["error"][:64])
    if not parameters.get("id_token"):
        raise LaunchRefusedError("id_token_missing")
    checked = _Checked(FormRequest(parameters), platform, nonce, key_sets)
    checked.validate()
    launch = parse_launch(checked.get_launch_data(), platform.client_id)
    if urlsplit(launch.target_link_uri).netloc.lower() != own_host.lower():
        raise LaunchRefusedError("target_link_uri")
    return launch


def _check_issued(iat: Any) -> None:
    now = time.time()
    if not isinstance(iat, int | float) or iat > now + LEEWAY_SECONDS:
        raise LaunchRefusedError("iat", 401)
    if iat < now - MAX_AGE_SECONDS - LEEWAY_SECONDS:
        raise LaunchRefusedError("iat", 401, "too old")


def _code_of(error: jwt.PyJWTError) -> str:
    if isinstance(error, jwt.ExpiredSignatureError):
        return "expired"
    if isinstance(error, jwt.MissingRequiredClaimError):
        return "timestamps_missing"
    if isinstance(error, jwt.InvalidSignatureError):
        return "signature"
    return "message_invalid"
