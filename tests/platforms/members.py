"""Names and Role Provisioning Services 2.0: who is in the course, page by page."""

from typing import Any

from flask import Blueprint, request

from tests.platforms.answers import ServiceError, need_accept, need_scope, typed, whole
from tests.platforms.claims import members_url
from tests.platforms.personality import CLAIM, NRPS
from tests.platforms.platform import Platform
from tests.platforms.school import Person

MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
CANVAS_MOST = 50


def members(platform: Platform) -> Blueprint:
    room, school = Blueprint("members", __name__), platform.school
    p = platform.personality

    @room.get(p.members_path(school.course_id))
    def list_members() -> Any:
        need_scope(platform, NRPS)
        if p.name == "canvas":  # Moodle answers without a special Accept (measured)
            need_accept(platform, MEMBERS)
        if request.args.get("rlid") not in (None, school.link_id):
            raise ServiceError(400, "Requested ResourceLink was not found")
        people = [person for person in school.people if _has_role(platform, person, request.args.get("role", ""))]
        size, start = _page_size(platform, len(people)), whole("from", 0)
        response = typed(
            {
                "id": members_url(platform),
                "context": {
                    "id": p.context_id(school.course_id), "label": school.course_label, "title": school.course_title,
                },
                "members": [_member(platform, person) for person in people[start : start + size]],
            },
            MEMBERS,
        )  # fmt: skip
        if start + size < len(people):
            response.headers["Link"] = _links(platform, start + size, size)
        return response

    return room


def _page_size(platform: Platform, everybody: int) -> int:
    if platform.personality.name == "canvas":
        return min(whole("limit", platform.personality.page_size or CANVAS_MOST) or 1, CANVAS_MOST)
    return whole("limit", everybody) or everybody


def _links(platform: Platform, start: int, size: int) -> str:
    """Canvas: several rels in one line, in mixed case because an address must go back as it came. Moodle's next
    forgets the role that was asked for (measured)."""
    here = members_url(platform)
    if platform.personality.name == "moodle":
        return f'<{here}?limit={size}&from={start}>; rel="next"'
    return (
        f'<{here}?From=X&from={start - size}&limit={size}>; rel="current", '
        f'<{here}?From=X&from={start}&limit={size}>; rel="next", <{here}?From=X&limit={size}>; rel="first"'
    )


def _has_role(platform: Platform, person: Person, wanted: str) -> bool:
    ending = wanted.rsplit("#", 1)[-1]
    return not wanted or any(role.rsplit("#", 1)[-1] == ending for role in platform.personality.roles(person))


def _member(platform: Platform, person: Person) -> dict[str, Any]:
    roles = platform.personality.roles(person)
    if platform.personality.short_roles:
        roles = [role.rsplit("#", 1)[-1] for role in roles if "membership#" in role]
    member = {
        "status": "Active", "user_id": person.sub, "roles": roles,
        "name": person.name, "given_name": person.given, "family_name": person.family, "email": person.email,
    }  # fmt: skip
    if "rlid" in request.args:
        member["message"] = [{CLAIM + "message_type": "LtiResourceLinkRequest", CLAIM + "custom": {}}]
    return member
