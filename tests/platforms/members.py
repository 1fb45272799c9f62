"""Names and Role Provisioning Services 2.0: who is in the course, page by page."""

from typing import Any

from flask import Blueprint, request

from tests.platforms.answers import ServiceError, need_accept, need_scope, typed, whole
from tests.platforms.claims import members_url
from tests.platforms.groups import groups
from tests.platforms.personality import NRPS
from tests.platforms.platform import Platform
from tests.platforms.school import Person

MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
MOST = 50  # Canvas: whatever the limit that was asked for
HANG_SECONDS = 30


def members(platform: Platform) -> Blueprint:
    room, school = Blueprint("members", __name__), platform.school
    p = platform.personality

    @room.get(p.members_path(school.course_id))
    def list_members() -> Any:
        need_scope(platform, NRPS)
        if p.name == "canvas":  # Moodle answers without a special Accept (measured)
            need_accept(platform, MEMBERS)
        if not school.list_open.wait(HANG_SECONDS):
            raise ServiceError(504, "the list hangs")
        people = _people(platform)
        size, start = _page_size(platform, len(people)), whole("from", 0)
        body = {
            "id": members_url(platform),
            "context": {
                "id": p.context_id(school.course_id), "label": school.course_label, "title": school.course_title,
            },
            "members": [
                _member(platform, person, start + n) for n, person in enumerate(people[start : start + size])
            ],
        }  # fmt: skip
        response = typed(body, MEMBERS)
        if start + size < len(people):
            query = request.args.to_dict()
            response.headers["Link"] = p.next_members(members_url(platform), query, size, start + size)
        return response

    if p.groups_path(school.course_id):
        groups(platform, room)
    return room


def _people(platform: Platform) -> list[Person]:
    p, school, rlid = platform.personality, platform.school, request.args.get("rlid")
    people = list(school.people) if rlid is None else p.linked(school, rlid)
    wanted = request.args.get("role", "") if p.filters_by_role else ""
    return [
        person for person in people
        if person.listed and (p.lists_inactive or person.status == "Active") and _has_role(platform, person, wanted)
    ]  # fmt: skip


def _page_size(platform: Platform, everybody: int) -> int:
    size = whole("limit", platform.personality.page_size or everybody) or 1
    return min(size, MOST) if platform.personality.name == "canvas" else size


def _has_role(platform: Platform, person: Person, wanted: str) -> bool:
    ending = wanted.rsplit("#", 1)[-1]
    return not wanted or any(role.rsplit("#", 1)[-1] == ending for role in platform.personality.roles(person))


def _member(platform: Platform, person: Person, number: int) -> dict[str, Any]:
    roles = platform.personality.roles(person)
    if platform.personality.short_roles:
        roles = [role.rsplit("#", 1)[-1] for role in roles if "membership#" in role]
    member: dict[str, Any] = {
        "status": person.status, "user_id": person.sub, "roles": roles,
        "name": person.name, "given_name": person.given, "family_name": person.family, "email": person.email,
    }  # fmt: skip
    if "rlid" in request.args:
        member["message"] = [platform.personality.member_message(person, number)]
    if "groups" in request.args and platform.personality.groups_path(platform.school.course_id):
        member["group_enrollments"] = [{"group_id": group} for group in person.groups]
    return member
