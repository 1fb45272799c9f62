"""Course Groups Service 1.0: groups and the sets that they belong to."""

from typing import Any

from flask import Blueprint, request

from tests.platforms.answers import need_accept, need_scope, typed, whole
from tests.platforms.claims import GROUPS_SCOPE, groups_url
from tests.platforms.platform import Platform

GROUPS = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"
SETS = "application/vnd.ims.lti-gs.v1.contextgroupsetcontainer+json"
PAGE = 2


def groups(platform: Platform, room: Blueprint) -> None:
    """Adds the two lists to the `room`."""
    school, path = platform.school, platform.personality.groups_path(platform.school.course_id)

    @room.get(f"{path}")
    def list_groups() -> Any:
        need_scope(platform, GROUPS_SCOPE)
        need_accept(platform, GROUPS)
        mine, start = _of_user(platform), whole("from", 0)
        found = [
            {"id": lti_id, "name": name, "set_id": "set of " + set_name}
            for lti_id, (name, set_name) in school.groups.items()
            if mine is None or lti_id in mine
        ]
        response = typed({"id": groups_url(platform), "groups": found[start : start + PAGE]}, GROUPS)
        if start + PAGE < len(found):
            response.headers["Link"] = f"<?from={start + PAGE}>; rel=next"  # relative, as RFC 8288 allows
        return response

    @room.get(f"{path}/sets")
    def list_sets() -> Any:
        need_scope(platform, GROUPS_SCOPE)
        need_accept(platform, SETS)
        names = dict.fromkeys(set_name for _, set_name in school.groups.values())
        return typed({"id": request.base_url, "sets": [{"id": "set of " + n, "name": n} for n in names]}, SETS)


def _of_user(platform: Platform) -> tuple[str, ...] | None:
    if "user_id" not in request.args:
        return None
    person = platform.school.by_sub(request.args["user_id"])
    return person.groups if person else ()
