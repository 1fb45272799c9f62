"""What a platform says of itself when it registers us (OpenID Connect Discovery; LTI Dynamic Registration 1.0).

The one who sends us there holds an invitation, and may still be wrong or hostile: every value is checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from plugin.domain.reach import Reach
from plugin.lms import claims as c
from plugin.lms.errors import RegistrationRefusedError
from plugin.lms.outgoing import OutgoingRefusedError, PlatformSession, TooMuchError, check_address
from plugin.lms.platform import Platform
from plugin.lms.platform_hosts import Named, check_hosts
from plugin.lms.quirks import brightspace, canvas
from plugin.lms.tool_description import DEEP_LINKING, PROCESSOR_PLACEMENT, RESOURCE_LINK

PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
MAX_CONFIGURATION = 256 * 1024
ANSWER_SECONDS = 20  # a person waits in front of a frame
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")


@dataclass(frozen=True)
class PlatformConfiguration:
    """`scopes` and `messages` are None where the platform lists none. `own_host`: a Canvas that names Instructure's
    issuer and answers at a host of its own, which a person has to confirm."""

    url: str
    issuer: str
    auth_url: str
    token_url: str
    jwks_url: str
    registration_url: str
    token_audience: str | None
    scopes: tuple[str, ...] | None
    messages: Mapping[str, tuple[str, ...]] | None
    family: str
    name: str
    own_host: bool

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def platform(self, client_id: str) -> Platform:
        return Platform(self.issuer, client_id, self.auth_url, self.token_url, self.jwks_url, self.token_audience)

    def supports(self, message_type: str, placement: str) -> bool:
        """Whether a message, and a place for it, may be asked for. Where none are listed, the two that all have."""
        if self.messages is None:
            return message_type in (RESOURCE_LINK, DEEP_LINKING) and placement != PROCESSOR_PLACEMENT.name
        places = self.messages.get(message_type)
        return places is not None and (not placement or not places or canvas.placement_name(placement) in places)


def read_configuration(http: PlatformSession, url: str, registration_token: str) -> PlatformConfiguration:
    """Fetch it once: Brightspace takes the token in the address a single time (documentation.brightspace.com, Dynamic
    Registration), and Canvas wants ours as a bearer (doc/api/registration). Raise RegistrationRefusedError."""
    bearer = {"Authorization": f"Bearer {registration_token}"} if registration_token else {}
    response = _get(http, url, bearer)
    if response.status_code in (401, 403):
        raise RegistrationRefusedError("registration_token")
    if response.status_code != 200:
        raise RegistrationRefusedError("registration_unreachable", 502, str(response.status_code))
    return check_configuration(url, _json_object(response), http.reach)


def check_configuration(url: str, found: Mapping[str, Any], reach: Reach) -> PlatformConfiguration:
    """Every address there, https and within reach; the issuer's host and the registration's the one that was asked."""
    told = c.mapping(found, PLATFORM_CONFIGURATION)
    issuer = _address(found, "issuer", reach)
    auth, token, keys, registration = (_address(found, name, reach) for name in _ENDPOINTS)
    family = c.text(told.get("product_family_code"), 64).lower()
    account = c.text(told.get(canvas.ACCOUNT_DOMAIN), 255)
    named = Named(issuer, registration, (auth, keys), family, account)
    return PlatformConfiguration(
        url=url,
        issuer=issuer,
        auth_url=auth,
        token_url=token,
        jwks_url=keys,
        registration_url=registration,
        token_audience=_audience(found, token),
        scopes=c.strings(found.get("scopes_supported")) or None,
        messages=_messages(told.get("messages_supported")),
        family=family,
        name=c.text(told.get(canvas.ACCOUNT_NAME), 255),
        own_host=check_hosts(url, named),
    )


def _get(http: PlatformSession, url: str, headers: dict[str, str]) -> requests.Response:
    try:
        asked = {"Accept": "application/json"} | headers
        return http.request("GET", url, headers=asked, max_bytes=MAX_CONFIGURATION, answer_seconds=ANSWER_SECONDS)
    except OutgoingRefusedError as error:
        raise RegistrationRefusedError("registration_address") from error
    except TooMuchError as error:
        raise RegistrationRefusedError("registration_configuration", 502) from error
    except requests.RequestException as error:
        raise RegistrationRefusedError("registration_unreachable", 502, type(error).__name__) from error


def _json_object(response: requests.Response) -> Mapping[str, Any]:
    try:
        found = response.json()
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RegistrationRefusedError("registration_configuration", 502)
    return found


def _address(found: Mapping[str, Any], name: str, reach: Reach) -> str:
    value = c.url(found.get(name))
    if value is None or len(value) > (512 if name == "issuer" else 1024):  # as long as their columns
        raise RegistrationRefusedError("registration_configuration", 502, name)
    try:
        check_address(value, reach)
    except OutgoingRefusedError as error:
        raise RegistrationRefusedError("registration_address", 400, name) from error
    except requests.ConnectionError as error:
        raise RegistrationRefusedError("registration_unreachable", 502, name) from error
    return value


def _audience(found: Mapping[str, Any], token_url: str) -> str | None:
    """Who token requests are addressed to, where it is not the token address. Canvas and Moodle put a bare host name
    here and want the address all the same."""
    named = found.get("authorization_server")
    if isinstance(named, str) and named.startswith("https://") and c.url(named) and len(named) <= 1024:
        return named if named != token_url else None
    return brightspace.token_audience(token_url)


def _messages(listed: Any) -> dict[str, tuple[str, ...]] | None:
    """Message type -> places. Moodle 3.10 and 3.11 list bare names."""
    if not isinstance(listed, list) or not listed:
        return None
    found: dict[str, tuple[str, ...]] = {}
    for entry in listed:
        message = entry if isinstance(entry, dict) else {"type": entry}
        if isinstance(message.get("type"), str):
            places = tuple(canvas.placement_name(place) for place in c.strings(message.get("placements")))
            found[message["type"]] = found.get(message["type"], ()) + places
    return found
