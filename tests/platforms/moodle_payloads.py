"""What a real Moodle 4.5.6 sent, re-typed: every claim, type and oddity as captured, with made-up people and ids.

The double makes claims of its own by rules; these are the whole payloads as they came, to be signed by its key.
"""

import json
from dataclasses import dataclass
from typing import Any

from tests.platforms.personality import CLAIM
from tests.platforms.platform import Platform

AGS = "https://purl.imsglobal.org/spec/lti-ags/"
DEEP_LINKING_SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
M = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
RETURN_PATH = "/mod/lti/contentitem_return.php?course=12&id=2&sesskey=Qm3fT0xLwZ"
ADMINISTRATOR = "http://purl.imsglobal.org/vocab/lis/v2/{}/person#Administrator"


@dataclass(frozen=True)
class Who:
    sub: str
    given: str
    family: str
    roles: tuple[str, ...]
    username: str
    sourced_id: str


STUDENT = Who("41", "Örn", "Петрова", (M + "Learner",), "opetrova", "sis-0041")
OTHER_STUDENT = Who("42", "Noor", "van den Berg", (M + "Learner",), "nvandenberg", "sis-0042")
TEACHER = Who("23", "Ines", "Okafor", (M + "Instructor",), "iokafor", "sis-0023")
ADMIN = Who(
    "2", "Admin", "Northfield",
    (ADMINISTRATOR.format("institution"), M + "Instructor", ADMINISTRATOR.format("system")), "admin", "",
)  # fmt: skip


def resource_link(platform: Platform, who: Who, token: dict[str, Any]) -> dict[str, Any]:
    """`token` are the claims that belong to this one token: nonce, iat, exp."""
    return _envelope(platform, who, token, "LtiResourceLinkRequest") | _at_link(platform, who)


def submission_review(platform: Platform, who: Who, token: dict[str, Any], student: Who) -> dict[str, Any]:
    """Of the student nothing but the id."""
    claims = _envelope(platform, who, token, "LtiSubmissionReviewRequest") | _at_link(platform, who)
    return claims | {CLAIM + "for_user": {"user_id": student.sub}}


def deep_linking(platform: Platform, who: Who, token: dict[str, Any]) -> dict[str, Any]:
    """No resource link, no line item, no `data`; the address to return to has a query with a session key in it."""
    settings = {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["frame", "iframe", "window"],
        "accept_copy_advice": False, "accept_multiple": True, "accept_unsigned": False, "auto_create": False,
        "can_confirm": False, "title": "Caveat", "text": "",
        "deep_link_return_url": platform.base_url + RETURN_PATH,
    }  # fmt: skip
    claims = _envelope(platform, who, token, "LtiDeepLinkingRequest")
    return claims | {DEEP_LINKING_SETTINGS: settings, CLAIM + "launch_presentation": {"locale": "en"}}


def _envelope(platform: Platform, who: Who, token: dict[str, Any], message: str) -> dict[str, Any]:
    url = platform.base_url
    members = url + "/mod/lti/services.php/CourseSection/12/bindings/2/memberships"
    return {name: token[name] for name in ("nonce", "iat", "exp")} | {
        "iss": platform.issuer, "aud": platform.client_id, "sub": who.sub,
        CLAIM + "deployment_id": platform.registration()["deployment_id"],
        CLAIM + "target_link_uri": platform.tool.launch_url,
        CLAIM + "lis": {"person_sourcedid": who.sourced_id, "course_section_sourcedid": "sis-eng101"},
        CLAIM + "roles": list(who.roles),
        CLAIM + "context": {"id": "12", "label": "ENG101", "title": "English 101", "type": ["CourseSection"]},
        CLAIM + "message_type": message,
        "given_name": who.given, "family_name": who.family, "name": f"{who.given} {who.family}",
        CLAIM + "ext": {"user_username": who.username, "lms": "moodle-2"},
        "email": f"{who.username}@northfield.example",
        CLAIM + "tool_platform": {
            "product_family_code": "moodle", "version": "2024100706", "guid": "127.0.0.1", "name": "northfield",
            "description": "Northfield Moodle",
        },
        CLAIM + "version": "1.3.0",
        CLAIM + "custom": {
            "username": who.username, "course_sis": "sis-eng101", "groups": "", "context_memberships_url": members,
        },
        AGS + "claim/endpoint": {
            "scope": [AGS + "scope/" + name for name in ("lineitem", "lineitem.readonly", "result.readonly", "score")],
            "lineitems": url + "/mod/lti/services.php/12/lineitems?type_id=2",
        },
        "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
            "context_memberships_url": members, "service_versions": ["1.0", "2.0"],
        },
    }  # fmt: skip


def _at_link(platform: Platform, who: Who) -> dict[str, Any]:
    url, endpoint = platform.base_url, AGS + "claim/endpoint"
    outcome = {"data": {"instanceid": "7", "userid": who.sub, "typeid": "2", "launchid": 820417733}, "hash": "9f" * 32}
    return {
        CLAIM + "resource_link": {"title": "Essay 2", "description": "intro", "id": "7"},
        "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome": {
            "lis_result_sourcedid": json.dumps(outcome, separators=(",", ":")),
            "lis_outcome_service_url": url + "/mod/lti/service.php",
        },
        CLAIM + "launch_presentation": {
            "locale": "en", "document_target": "iframe",
            "return_url": url + "/mod/lti/return.php?course=12&launch_container=2&instanceid=7&sesskey=Qm3fT0xLwZ",
        },
        endpoint: _envelope(platform, who, dict.fromkeys(("nonce", "iat", "exp")), "")[endpoint] | {
            "lineitem": url + "/mod/lti/services.php/12/lineitems/9/lineitem?type_id=2",
        },
    }  # fmt: skip


def registration_reply(asked: dict[str, Any]) -> dict[str, Any]:
    """To a registration request: 200, the deployment's id inside, the plain launch dropped from the messages."""
    configuration = "https://purl.imsglobal.org/spec/lti-tool-configuration"
    told = asked[configuration]
    kept = (
        "response_types", "jwks_uri", "initiate_login_uri", "grant_types", "redirect_uris", "application_type",
        "token_endpoint_auth_method", "client_name", "scope",
    )  # fmt: skip
    return {"client_id": "pR4kX9vTz2LqWmA", "logo_uri": ""} | {name: asked[name] for name in kept} | {
        configuration: {
            "version": "1.3.0", "deployment_id": "3", "description": "", "domain": told["domain"],
            "target_link_uri": told["target_link_uri"], "custom_parameters": told.get("custom_parameters", {}),
            "messages": [message for message in told["messages"] if message["type"] != "LtiResourceLinkRequest"],
            "claims": ["sub", "iss", "name", "family_name", "given_name", "email"],
        },
    }  # fmt: skip
