"""Dynamic registration: our request to a platform, and what it answers (LTI Dynamic Registration 1.0)."""

import json
from dataclasses import dataclass
from typing import Any

import requests

from plugin.lms import claims as c
from plugin.lms import tool_description as tool_words
from plugin.lms.errors import RegistrationRefusedError
from plugin.lms.openid_configuration import PlatformConfiguration
from plugin.lms.outgoing import OutgoingRefusedError, PlatformSession, TooMuchError
from plugin.lms.quirks import canvas
from plugin.lms.scopes import wanted
from plugin.lms.tool_description import DEEP_LINKING, RESOURCE_LINK, Choices, Placement, Tool

TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
MAX_ANSWER = 256 * 1024
ANSWER_SECONDS = 30
_TOKEN_USED = "token_already_used"  # noqa: S105 - what Moodle says (mod/lti registration_helper.php)


@dataclass(frozen=True)
class Registered:
    """What the platform made of it. `scopes` are None where it does not say which it granted."""

    client_id: str
    lti_deployment_id: str | None
    scopes: tuple[str, ...] | None


def register(
    http: PlatformSession, configuration: PlatformConfiguration, token: str, tool: Tool, choices: Choices
) -> Registered:
    """Register us at the platform. Raise RegistrationRefusedError, as for whatever it may answer instead."""
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    body = json.dumps(registration_request(configuration, tool, choices))
    try:
        response = http.request(
            "POST", configuration.registration_url, data=body, headers=headers,
            max_bytes=MAX_ANSWER, answer_seconds=ANSWER_SECONDS,
        )  # fmt: skip
    except OutgoingRefusedError as error:
        raise RegistrationRefusedError("registration_address") from error
    except TooMuchError as error:
        raise RegistrationRefusedError("registration_answer", 502) from error
    except requests.RequestException as error:
        raise RegistrationRefusedError("registration_unreachable", 502, type(error).__name__) from error
    if response.status_code not in (200, 201):
        raise _refusal(response)
    return _read(response)


def registration_request(configuration: PlatformConfiguration, tool: Tool, choices: Choices) -> dict[str, Any]:
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["client_credentials", "implicit"],
        "initiate_login_uri": tool.login,
        "redirect_uris": [tool.launch],
        "client_name": choices.name,
        "client_uri": tool.base_url,
        "jwks_uri": tool.key_set,
        "logo_uri": tool.logo,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(wanted(configuration.scopes, choices.unneeded_scopes)),
        TOOL_CONFIGURATION: _tool_configuration(configuration, tool, choices),
    }


def messages(configuration: PlatformConfiguration, tool: Tool, choices: Choices) -> list[dict[str, Any]]:
    """A platform may refuse the whole for one message or place it does not know: only what it has is asked for."""
    places = [
        place for place in _places(configuration, choices) if configuration.supports(place.message_type, place.name)
    ]
    return [_message(place, tool, choices, configuration.family == canvas.FAMILY) for place in places]


def _places(configuration: PlatformConfiguration, choices: Choices) -> list[Placement]:
    if configuration.family == canvas.FAMILY:
        places = [place for place in tool_words.CANVAS_PLACEMENTS if place.name in choices.placements]
    else:
        places = list(tool_words.STANDARD_PLACEMENTS)
    places += [tool_words.PROCESSOR_PLACEMENT] if choices.document_processor else []
    return places + ([tool_words.TERMS_PLACEMENT] if choices.terms else [])


def _message(place: Placement, tool: Tool, choices: Choices, is_canvas: bool) -> dict[str, Any]:
    message: dict[str, Any] = {"type": place.message_type, "target_link_uri": tool.launch, "label": choices.name}
    if place.message_type in (RESOURCE_LINK, DEEP_LINKING):
        message["icon_uri"] = tool.logo
    if place.name:
        standard = not is_canvas or place == tool_words.PROCESSOR_PLACEMENT
        message["placements"] = [place.name if standard else canvas.PREFIX + place.name]
    if place.name == "course_navigation":
        message |= {
            canvas.PREFIX + "course_navigation/default_enabled": False,
            canvas.PREFIX + "visibility": "admins",
            canvas.PREFIX + "display_type": "full_width_in_context",
        }
    return message


def _tool_configuration(configuration: PlatformConfiguration, tool: Tool, choices: Choices) -> dict[str, Any]:
    is_canvas = configuration.family == canvas.FAMILY
    described: dict[str, Any] = {
        "domain": tool.domain,
        "target_link_uri": tool.launch,
        "description": tool_words.DESCRIPTION,
        "custom_parameters": tool_words.CANVAS_CUSTOM if is_canvas else tool_words.CUSTOM,
        "claims": choices.claims,
        "messages": messages(configuration, tool, choices),
    }
    if is_canvas:
        described |= {
            canvas.PREFIX + "privacy_level": choices.privacy_level,
            canvas.PREFIX + "tool_id": tool_words.TOOL_ID,
        }
    return described


def _refusal(response: requests.Response) -> RegistrationRefusedError:
    """The platform's own words are not shown: they are a stranger's, and may repeat what we sent."""
    if _TOKEN_USED in response.text[:4096]:
        return RegistrationRefusedError("registration_token_used")
    if response.status_code in (401, 403):
        return RegistrationRefusedError("registration_token")
    return RegistrationRefusedError("registration_refused", 502, str(response.status_code))


def _read(response: requests.Response) -> Registered:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or (client_id := _identifier(body.get("client_id"))) is None:
        raise RegistrationRefusedError("registration_answer", 502)
    scope = body.get("scope")
    return Registered(
        client_id=client_id,
        lti_deployment_id=_identifier(c.mapping(body, TOOL_CONFIGURATION).get("deployment_id")),
        scopes=tuple(scope.split()) if isinstance(scope, str) else None,
    )


def _identifier(value: Any) -> str | None:
    """As text: an id that a platform writes as a number comes back in launches as text."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not text.strip() or len(text) > c.MAX_ID or not text.isprintable():
        return None
    return text
