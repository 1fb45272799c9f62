"""Course Groups Service 1.0: the groups of a course and the sets that they belong to. Who is in which, the list of
members says when it is asked for `groups`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plugin.lms import claims as c
from plugin.lms.connector import Connector, ServiceError
from plugin.lms.member import identifier
from plugin.lms.paging import read_pages
from plugin.lms.scopes import GROUPS

_GROUPS_TYPE = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"
_SETS_TYPE = "application/vnd.ims.lti-gs.v1.contextgroupsetcontainer+json"
MAX_GROUPS = 10_000


@dataclass(frozen=True)
class CourseGroup:
    lti_group_id: str
    name: str
    set_name: str = ""


def read_groups(connector: Connector, groups_url: str, sets_url: str | None = None) -> list[CourseGroup]:
    """All groups, each once. Raises ServiceError."""
    sets = _read_sets(connector, sets_url) if sets_url else {}
    found: dict[str, CourseGroup] = {}
    for lti_id, entry in _entries(connector, groups_url, _GROUPS_TYPE, "groups"):
        set_name = sets.get(identifier(entry.get("set_id")), "")
        found[lti_id] = CourseGroup(lti_id, c.text(entry.get("name"), c.MAX_TITLE), set_name)
        if len(found) > MAX_GROUPS:
            raise ServiceError(0, code="too_many_groups")
    return list(found.values())


def _read_sets(connector: Connector, url: str) -> dict[str, str]:
    return {
        lti_id: c.text(entry.get("name"), c.MAX_TITLE) for lti_id, entry in _entries(connector, url, _SETS_TYPE, "sets")
    }


def _entries(connector: Connector, url: str, accept: str, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for reply in read_pages(connector, url, GROUPS, accept):
        entries = reply.body.get(name) if isinstance(reply.body, dict) else None
        if not isinstance(entries, list):
            raise ServiceError(0, code=f"no_list_of_{name}")
        for entry in entries:
            if isinstance(entry, dict) and (lti_id := identifier(entry.get("id"))):
                yield lti_id, entry
