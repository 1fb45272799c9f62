"""Names and Role Provisioning Services 2.0: who is in the course."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from plugin.lms.connector import Connector, Reply, ServiceError
from plugin.lms.member import Member, merged, read_member
from plugin.lms.paging import read_pages
from plugin.lms.scopes import MEMBERS

_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
MAX_MEMBERS = 50_000
_NO_SUCH_QUESTION = frozenset({400, 404, 422, 500})


def read_members(connector: Connector, memberships_url: str, more: Mapping[str, str] | None = None) -> list[Member]:
    """All members, each once. Raises ServiceError; half a list is never taken for a whole one.

    `more` is asked for besides (rlid, groups); a platform that refuses the question is asked for the plain list.
    Nothing is asked for by role: Moodle's next page has forgotten it, Open edX never looks at it (measured).
    """
    if more:
        joint = "&" if "?" in memberships_url else "?"
        try:
            return _read(connector, memberships_url + joint + urlencode(more))
        except ServiceError as error:
            if error.status not in _NO_SUCH_QUESTION or error.at_token:
                raise
    return _read(connector, memberships_url)


def _read(connector: Connector, url: str) -> list[Member]:
    found: dict[str, Member] = {}
    for reply in read_pages(connector, url, MEMBERS, _TYPE):
        page = [member for entry in _entries(reply) if (member := read_member(entry))]
        if page and reply.links.get("next") and all(member.lti_sub in found for member in page):
            raise ServiceError(0, code="pages_in_a_circle")  # new addresses, the same people
        for member in page:
            found[member.lti_sub] = merged(found.get(member.lti_sub), member)
        if len(found) > MAX_MEMBERS:
            raise ServiceError(0, code="too_many_members")
    if not found:  # somebody has just launched out of this course: it is not empty
        raise ServiceError(0, code="no_members")
    return list(found.values())


def _entries(reply: Reply) -> list[Any]:
    members = reply.body.get("members") if isinstance(reply.body, dict) else None
    if not isinstance(members, list):  # taken for an empty list it would empty the class
        raise ServiceError(0, code="no_list_of_members")
    return members
