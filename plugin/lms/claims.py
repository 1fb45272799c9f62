"""The claims of LTI messages: their URLs, written here and nowhere else, and hostile values read with care."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from plugin.lms.errors import LaunchRefusedError

_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
_DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"

VERSION = _CLAIM + "version"
MESSAGE_TYPE = _CLAIM + "message_type"
DEPLOYMENT_ID = _CLAIM + "deployment_id"
TARGET_LINK_URI = _CLAIM + "target_link_uri"
ROLES = _CLAIM + "roles"
RESOURCE_LINK = _CLAIM + "resource_link"
CONTEXT = _CLAIM + "context"
CUSTOM = _CLAIM + "custom"
TOOL_PLATFORM = _CLAIM + "tool_platform"
LAUNCH_PRESENTATION = _CLAIM + "launch_presentation"
FOR_USER = _CLAIM + "for_user"

ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERSHIPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GROUPS = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"

DEEP_LINKING_SETTINGS = _DEEP_LINKING + "deep_linking_settings"
CONTENT_ITEMS = _DEEP_LINKING + "content_items"
DATA = _DEEP_LINKING + "data"
MSG = _DEEP_LINKING + "msg"
ERRORMSG = _DEEP_LINKING + "errormsg"

NOTIFICATION_SERVICE = _CLAIM + "platformnotificationservice"
NOTICE = _CLAIM + "notice"
ORIGIN_CONTEXTS = _CLAIM + "origin_contexts"
ACTIVITY = _CLAIM + "activity"
SUBMISSION = _CLAIM + "submission"
ASSET = _CLAIM + "asset"
ASSET_SERVICE = _CLAIM + "assetservice"
ASSET_REPORT = _CLAIM + "assetreport"
ASSET_REPORT_TYPE = _CLAIM + "assetreport_type"
EULA_SERVICE = _CLAIM + "eulaservice"

BRIGHTSPACE = "http://www.brightspace.com"
_HISTORIES = ("Context.id.history", "ResourceLink.id.history")
CANVAS_PLACEMENT = "https://www.instructure.com/placement"

LTI_VERSION = "1.3.0"
MAX_ID = 255
MAX_TITLE = 512
MAX_URL = 2048


def person_name(claims: Mapping[str, Any]) -> str:
    """As a launch or a roster tells it; "" where the platform does not share it."""
    given, family = text(claims.get("given_name"), 255), text(claims.get("family_name"), 255)
    return text(claims.get("name"), MAX_TITLE) or f"{given} {family}".strip()


def mapping(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = claims.get(name)
    return value if isinstance(value, Mapping) else {}


def strings(value: Any) -> tuple[str, ...]:
    return tuple(part for part in value if isinstance(part, str)) if isinstance(value, list) else ()


def identifier(value: Any, code: str, longest: int = MAX_ID) -> str:
    """An opaque id, as it came. Raise LaunchRefusedError(code) for anything that cannot be one."""
    if not isinstance(value, str) or not value.strip() or len(value) > longest or not value.isprintable():
        raise LaunchRefusedError(code)
    return value


def text(value: Any, longest: int) -> str:
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())[:longest]


def url(value: Any, longest: int = MAX_URL) -> str | None:
    """An address as it came, or None; whether it may be called is asked when it is (plugin.lms.outgoing)."""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.netloc else None


def custom_values(claims: Mapping[str, Any]) -> dict[str, str]:
    """Custom parameters by lower-case name. A variable that the platform does not know comes through as it was
    written, `$Some.name`, and says nothing; Canvas sends numbers (LTI Core 5.4.6.1; measured). D2L tells histories
    unasked, in a claim of its own."""
    found: dict[str, str] = {}
    unasked = {name: value for name, value in mapping(claims, BRIGHTSPACE).items() if name in _HISTORIES}
    for name, value in (unasked | dict(mapping(claims, CUSTOM))).items():
        known = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        if isinstance(known, str) and known and not known.startswith("$") and len(known) <= MAX_URL:
            found[str(name).lower()] = text(known, MAX_URL)
    return found
