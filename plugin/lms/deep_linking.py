"""The answer to a deep linking request (Deep Linking 2.0 section 4.5): content items in a JWT of ours.

Built by hand: the library always sends `data`, and its items know neither dates nor submission review.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt

from plugin.lms import claims as c
from plugin.lms.platform import Platform, SigningKey

LIFETIME_SECONDS = 300
EARLY_SECONDS = 5  # Moodle refuses an iat in its future (measured)
LINK, PROCESSOR = "ltiResourceLink", "ltiAssetProcessor"


@dataclass(frozen=True)
class Response:
    """No items: the person chose nothing. `data` is the platform's own word, given back as it came."""

    lti_deployment_id: str
    items: tuple[dict[str, Any], ...] = ()
    data: Any = None
    msg: str = ""
    errormsg: str = ""


def kind_of_item(accept_types: tuple[str, ...]) -> str | None:
    """What we can make of what the platform takes; Canvas's asset processor placement takes no link."""
    return next((kind for kind in (LINK, PROCESSOR) if kind in accept_types), None)


def sign_response(platform: Platform, key: SigningKey, response: Response) -> str:
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": platform.client_id,
        "aud": platform.issuer,
        "iat": now - EARLY_SECONDS,
        "exp": now + LIFETIME_SECONDS,
        "nonce": secrets.token_urlsafe(32),
        c.MESSAGE_TYPE: "LtiDeepLinkingResponse",
        c.VERSION: c.LTI_VERSION,
        c.DEPLOYMENT_ID: response.lti_deployment_id,
        c.CONTENT_ITEMS: list(response.items),
    }
    said = {c.DATA: response.data, c.MSG: response.msg or None, c.ERRORMSG: response.errormsg or None}
    claims |= {name: value for name, value in said.items() if value is not None}
    return jwt.encode(claims, key.private_pem, algorithm="RS256", headers={"kid": key.kid})
