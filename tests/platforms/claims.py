"""What a launch says: the claims of an id_token before it is signed."""

import time
from typing import TYPE_CHECKING, Any

from tests.platforms.native import notification_claim
from tests.platforms.personality import CLAIM
from tests.platforms.school import Person

if TYPE_CHECKING:
    from tests.platforms.platform import Platform

ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GROUPS = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
GROUPS_SCOPE = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"


def launch_claims(platform: "Platform", person: Person, nonce: str) -> dict[str, Any]:
    """LTI 1.3 section 5.3 and the services' claims, in the family's own shapes."""
    p = platform.personality
    claims = _token(platform, person, nonce) | _names(person) | _message(platform, person) | p.claims(person)
    if ags := [scope for scope in platform.scopes if "lti-ags" in scope]:
        claims[ENDPOINT] = _endpoint(platform, ags)
    claims[MEMBERS] = {
        "context_memberships_url": members_url(platform),
        "service_versions": list(p.nrps_versions),
    }
    if p.groups_path(platform.school.course_id):
        claims[GROUPS] = {
            "context_groups_url": groups_url(platform),
            "context_group_sets_url": groups_url(platform) + "/sets",
            "scope": [GROUPS_SCOPE],
            "service_versions": ["1.0"],
        }
    return p.shaped(claims | notification_claim(platform))


def groups_url(platform: "Platform") -> str:
    return platform.base_url + str(platform.personality.groups_path(platform.school.course_id))


def members_url(platform: "Platform") -> str:
    return platform.base_url + platform.personality.members_path(platform.school.course_id)


def lineitem_url(platform: "Platform", number: int) -> str:
    p = platform.personality
    return platform.base_url + p.lineitem_path(platform.school.course_id, number) + p.query


def _token(platform: "Platform", person: Person, nonce: str) -> dict[str, Any]:
    now = int(time.time())
    claims = {
        "iss": platform.issuer, "aud": platform.client_id, "sub": person.sub, "nonce": nonce,
        "iat": now, "exp": now + platform.personality.token_seconds,
    }  # fmt: skip
    return claims | ({"azp": platform.client_id} if platform.personality.sends_azp else {})


def _names(person: Person) -> dict[str, Any]:
    return {"name": person.name, "given_name": person.given, "family_name": person.family, "email": person.email}


def _message(platform: "Platform", person: Person) -> dict[str, Any]:
    school, p, url = platform.school, platform.personality, platform.base_url
    return {
        CLAIM + "message_type": "LtiResourceLinkRequest",
        CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": platform.registration()["deployment_id"],
        CLAIM + "target_link_uri": platform.tool.launch_url,
        CLAIM + "roles": p.roles(person),
        CLAIM + "resource_link": {"id": school.link_id, "title": school.assignment, "description": ""},
        CLAIM + "context": {
            "id": p.context_id(school.course_id), "label": school.course_label,
            "title": school.course_title, "type": p.context_type(),
        },
        CLAIM + "launch_presentation": {
            "locale": school.locale, "document_target": "iframe", "return_url": url + "/return",
        },
        CLAIM + "custom": p.custom(school, members_url(platform)),
    }  # fmt: skip


def _endpoint(platform: "Platform", scopes: list[str]) -> dict[str, Any]:
    p, school = platform.personality, platform.school
    endpoint: dict[str, Any] = {
        "scope": scopes,
        "lineitems": platform.base_url + p.lineitems_path(school.course_id) + p.query,
    }
    if len(school.line_items) == 1:  # AGS 2.0: only when there is exactly one
        endpoint["lineitem"] = lineitem_url(platform, next(iter(school.line_items)))
    return endpoint
