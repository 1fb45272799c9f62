"""The launch comes back with an id_token: every check of LTI 1.3 on it, each with a code of its own.

The library's MessageLaunch gives the order and the key handling; what its defaults let through is closed here
(reference: 1EdTech Security Framework 1.0 section 5.1.3, LTI Core 1.3 section 5.3).
"""

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.session import SessionService

from plugin.lms.errors import LaunchRefusedError
from plugin.lms.id_token import MAX_TOKEN, check_addressed, check_header, check_signed
from plugin.lms.key_sets import KeySets
from plugin.lms.login import FormRequest, NoCookies
from plugin.lms.messages import Launch, parse_launch
from plugin.lms.platform import Platform
from plugin.lms.tool_conf import OneRegistration


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
        check_header(self._jwt.get("header"))
        body = self._jwt.get("body")
        if not isinstance(body, dict) or not {"iss", "nonce"} & body.keys():  # a token, but no id_token
            raise LaunchRefusedError("message_invalid")
        return self

    def validate_registration(self) -> "_Checked":
        check_addressed(self._jwt["body"], self.platform)
        return self

    def validate_nonce(self) -> "_Checked":
        nonce = self._jwt["body"].get("nonce")
        if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), self.nonce.encode()):
            raise LaunchRefusedError("nonce", 401)
        return self

    def validate_jwt_signature(self) -> "_Checked":
        check_signed(self._get_id_token(), self._jwt["header"]["kid"], self.platform, self.key_sets)
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
    if _host(launch.target_link_uri) != own_host.lower():
        raise LaunchRefusedError("target_link_uri")
    return launch


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # "http://[bad"
        return ""
