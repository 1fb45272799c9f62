"""From a verified id_token to a frozen Launch. The only place where claim URLs are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugin.domain.roles import CourseRole, course_role
from plugin.lms.errors import LaunchRefusedError

_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"

VERSION = _CLAIM + "version"
MESSAGE_TYPE = _CLAIM + "message_type"
DEPLOYMENT_ID = _CLAIM + "deployment_id"
TARGET_LINK_URI = _CLAIM + "target_link_uri"
ROLES = _CLAIM + "roles"
RESOURCE_LINK = _CLAIM + "resource_link"
CONTEXT = _CLAIM + "context"
TOOL_PLATFORM = _CLAIM + "tool_platform"

RESOURCE_LINK_REQUEST = "LtiResourceLinkRequest"
LTI_VERSION = "1.3.0"
MAX_ID = 255
MAX_TITLE = 512


@dataclass(frozen=True)
class Gradebook:
    """The AGS endpoint of a launch: URLs are opaque and used as they came."""

    lti_lineitem_url: str | None
    lti_lineitems_url: str | None
    lti_scopes: tuple[str, ...]


@dataclass(frozen=True)
class Launch:
    """Who came from where to which assignment. Names may be empty: platforms decide what they share."""

    issuer: str
    client_id: str
    lti_deployment_id: str
    lti_sub: str
    name: str
    role: CourseRole
    lti_resource_link_id: str
    title: str
    lti_context_id: str
    course_title: str
    target_link_uri: str
    platform_family: str
    gradebook: Gradebook | None
    lti_memberships_url: str | None


def parse_launch(claims: Mapping[str, Any], client_id: str) -> Launch:
    """Read a resource link launch; raise LaunchRefusedError naming the claim that is missing or wrong."""
    _check_envelope(claims)
    link = _mapping(claims, RESOURCE_LINK)
    link_id = _identifier(link.get("id"), "resource_link_id_missing")
    context = _mapping(claims, CONTEXT)
    # A launch may come without a course (LTI Core 5.4.1): the link then stands for a course of its own.
    context_id = _text(context.get("id"), MAX_ID) or f"link:{link_id}"[:MAX_ID]
    return Launch(
        issuer=str(claims["iss"]),
        client_id=client_id,
        lti_deployment_id=_identifier(claims.get(DEPLOYMENT_ID), "deployment_id_missing"),
        lti_sub=_identifier(claims.get("sub"), "sub_missing"),
        name=person_name(claims),
        role=_role(claims),
        lti_resource_link_id=link_id,
        title=_text(link.get("title"), MAX_TITLE),
        lti_context_id=context_id,
        course_title=_text(context.get("title") or context.get("label"), MAX_TITLE),
        target_link_uri=_identifier(claims.get(TARGET_LINK_URI), "target_link_uri_missing", 4096),
        platform_family=_text(_mapping(claims, TOOL_PLATFORM).get("product_family_code"), 64).lower(),
        gradebook=_gradebook(claims),
        lti_memberships_url=_text(_mapping(claims, _NRPS).get("context_memberships_url"), 2048) or None,
    )


def _check_envelope(claims: Mapping[str, Any]) -> None:
    if claims.get(VERSION) != LTI_VERSION:
        raise LaunchRefusedError("version")
    message = claims.get(MESSAGE_TYPE)
    if not message:
        raise LaunchRefusedError("message_type_missing")
    if message != RESOURCE_LINK_REQUEST:
        raise LaunchRefusedError("message_type_unknown", detail=_text(message, 64))


def _role(claims: Mapping[str, Any]) -> CourseRole:
    roles = claims.get(ROLES)
    if not isinstance(roles, list):  # an empty list is legal, a missing claim is not (LTI Core 5.3.7)
        raise LaunchRefusedError("roles_missing")
    return course_role(role for role in roles if isinstance(role, str))


def _gradebook(claims: Mapping[str, Any]) -> Gradebook | None:
    endpoint = _mapping(claims, _AGS)
    scopes = endpoint.get("scope")
    if not isinstance(scopes, list):
        return None
    return Gradebook(
        _text(endpoint.get("lineitem"), 2048) or None,
        _text(endpoint.get("lineitems"), 2048) or None,
        tuple(scope for scope in scopes if isinstance(scope, str)),
    )


def person_name(claims: Mapping[str, Any]) -> str:
    """As a launch or a roster tells it; "" where the platform does not share it."""
    given, family = _text(claims.get("given_name"), 255), _text(claims.get("family_name"), 255)
    return _text(claims.get("name"), MAX_TITLE) or f"{given} {family}".strip()


def _mapping(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = claims.get(name)
    return value if isinstance(value, Mapping) else {}


def _identifier(value: Any, code: str, longest: int = MAX_ID) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest or not value.isprintable():
        raise LaunchRefusedError(code)
    return value


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())[:longest]
