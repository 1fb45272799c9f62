"""Names and Role Provisioning Services 2.0: who is in the course."""

from collections.abc import Iterator
from dataclasses import dataclass

from plugin.domain.roles import CourseRole, course_role
from plugin.lms.claims import person_name
from plugin.lms.connector import Connector, ServiceError

SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
MAX_PAGES = 400  # Canvas gives at most 50 a page


@dataclass(frozen=True)
class Member:
    lti_sub: str
    name: str
    role: CourseRole
    active: bool


def read_members(connector: Connector, memberships_url: str) -> Iterator[Member]:
    """All members, page by page, next addresses verbatim. Raises ServiceError."""
    url: str | None = memberships_url
    for _ in range(MAX_PAGES):
        if not url:
            return
        reply = connector.call("GET", url, SCOPE, accept=_TYPE)
        members = reply.body.get("members") if isinstance(reply.body, dict) else None
        if not isinstance(members, list):  # taken for an empty list it would empty the class
            raise ServiceError(0, "no list of members")
        yield from (member for entry in members if (member := _member(entry)))
        url = reply.links.get("next")


def _member(entry: object) -> Member | None:
    """Only user_id and roles are guaranteed; Moodle's user_id is its plain database id."""
    if not isinstance(entry, dict) or entry.get("user_id") in (None, ""):
        return None
    roles = entry.get("roles")
    known = [role for role in roles if isinstance(role, str)] if isinstance(roles, list) else []
    return Member(
        lti_sub=str(entry["user_id"])[:255],
        name=person_name(entry),
        role=course_role(known),
        active=entry.get("status", "Active") == "Active",
    )
