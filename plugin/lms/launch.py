"""The launch comes back with an id_token: every check of LTI 1.3 on it, each with a code of its own.

Reference: 1EdTech Security Framework 1.0 section 5.1.3, LTI Core 1.3 section 5.3. Whether the deployment may be used is
for plugin.services.launches to say.
"""

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from plugin.lms.errors import LaunchRefusedError
from plugin.lms.id_token import check_addressed, check_signature, check_times, read_token
from plugin.lms.key_sets import KeySets
from plugin.lms.messages import Launch, parse_launch
from plugin.lms.platform import Platform


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
    token = read_token(parameters["id_token"])
    _check_nonce(token.claims, nonce)
    check_addressed(token.claims, platform)
    check_signature(token, platform, key_sets)
    check_times(token.claims)
    launch = parse_launch(token.claims, platform.client_id)
    if _host(launch.target_link_uri) != own_host.lower():
        raise LaunchRefusedError("target_link_uri")
    return launch


def _check_nonce(claims: Mapping[str, Any], expected: str) -> None:
    if not {"iss", "nonce"} & claims.keys():  # a token, but no id_token
        raise LaunchRefusedError("message_invalid")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(errors="replace"), expected.encode()):
        raise LaunchRefusedError("nonce", 401)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # "http://[bad"
        return ""
