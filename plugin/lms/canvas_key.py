"""Canvas's developer key as JSON, for the way without dynamic registration: "Enter URL" fetches it from us."""

from typing import Any

from plugin.lms.quirks import canvas
from plugin.lms.scopes import wanted
from plugin.lms.tool_description import (
    CANVAS_CUSTOM,
    CANVAS_PLACEMENTS,
    DEEP_LINKING,
    DESCRIPTION,
    EULA,
    PROCESSOR_PLACEMENT,
    TOOL_ID,
    Choices,
    Placement,
    Tool,
)

_SELECTION = {"selection_width": 800, "selection_height": 700}


def developer_key(tool: Tool, choices: Choices | None = None) -> dict[str, Any]:
    """canvas-lms doc/api/lti_dev_key_config; its schema is lib/schemas/lti/tool_configuration.rb."""
    choices = choices or Choices()
    return {
        "title": choices.name,
        "description": DESCRIPTION,
        "oidc_initiation_url": tool.login,
        "target_link_uri": tool.launch,
        "redirect_uris": [tool.launch],
        "public_jwk_url": tool.key_set,
        "scopes": [uri for uri in wanted(None, choices.unneeded_scopes) if canvas.knows_scope(uri)],
        "custom_fields": CANVAS_CUSTOM,
        "extensions": [
            {
                "domain": tool.domain,
                "tool_id": TOOL_ID,
                "platform": "canvas.instructure.com",
                "privacy_level": choices.privacy_level,
                "settings": _settings(tool, choices),
            }
        ],
    }


def _settings(tool: Tool, choices: Choices) -> dict[str, Any]:
    places = [place for place in CANVAS_PLACEMENTS if place.name in choices.placements]
    if choices.document_processor:
        places.append(PROCESSOR_PLACEMENT)
    terms = {"type": EULA, "enabled": True, "target_link_uri": tool.launch}
    return {
        "text": choices.name,
        "icon_url": tool.logo,
        "message_settings": [terms] if choices.terms else [],
        "placements": [_placement(place, tool, choices) for place in places],
    }


def _placement(place: Placement, tool: Tool, choices: Choices) -> dict[str, Any]:
    placed = {
        "placement": place.name,
        "enabled": True,
        "message_type": place.message_type,
        "target_link_uri": tool.launch,
        "text": choices.name,
        "icon_url": tool.logo,
    }
    if place.message_type == DEEP_LINKING:
        placed |= _SELECTION
    if place.name == "submission_type_selection":  # 255 characters at most
        placed |= {"description": DESCRIPTION, "require_resource_selection": True}
    if place.name == "course_navigation":
        placed |= {"default": "disabled", "visibility": "admins", "display_type": "full_width_in_context"}
    return placed
