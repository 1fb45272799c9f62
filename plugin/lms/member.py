"""One member of a course, as the platform's list has them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from plugin.domain.roles import CourseRole, Role, course_role
from plugin.lms import claims as c

MAX_PARTS = 100  # sections or groups of one person
_STATUSES = ("Active", "Inactive", "Deleted")
_RIGHTS = (Role.GUEST, Role.LEARNER, Role.STAFF)


@dataclass(frozen=True)
class Member:
    """`sections` and `lti_group_ids` are None where the platform does not tell them."""

    lti_sub: str
    name: str
    role: CourseRole
    lti_status: str = "Active"
    lti_platform_user_id: str = ""
    sections: tuple[str, ...] | None = None
    lti_group_ids: tuple[str, ...] | None = None

    @property
    def active(self) -> bool:
        return self.lti_status == "Active"


def read_member(entry: Any) -> Member | None:
    """Only user_id and roles are guaranteed; Moodle's user_id is its plain database id."""
    lti_sub = identifier(entry.get("user_id")) if isinstance(entry, dict) else ""
    if not lti_sub:
        return None
    custom = _custom(entry.get("message"))
    return Member(
        lti_sub=lti_sub,
        name=c.person_name(entry),
        role=course_role(c.strings(entry.get("roles"))),
        lti_status=_status(entry.get("status")),
        lti_platform_user_id=identifier(custom.get("canvas_user_id")),
        sections=_sections(custom.get("section_names")),
        lti_group_ids=_group_ids(entry.get("group_enrollments")),
    )


def identifier(value: Any) -> str:
    """A number or text as an id; "" for what a launch would not take for one either."""
    known = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    right = isinstance(known, str) and known.strip() and known.isprintable() and len(known) <= c.MAX_ID
    return str(known) if right else ""


def _status(value: Any) -> str:
    """Left out it means Active (NRPS 2.0 section 2.2). A status that nobody has heard of opens nothing: whoever may
    come in all the same launches, and is active again."""
    if value is None:
        return "Active"
    word = value.rsplit("#", 1)[-1].rsplit("/", 1)[-1].capitalize() if isinstance(value, str) else ""
    return word if word in _STATUSES else "Inactive"


def _custom(messages: Any) -> Mapping[str, str]:
    """The custom parameters as a launch of this member's would carry them: only with rlid."""
    first = messages[0] if isinstance(messages, list) and messages else None
    return c.custom_values(first) if isinstance(first, dict) else {}


def _sections(value: str | None) -> tuple[str, ...] | None:
    """A JSON list in a string (canvas doc tools_variable_substitutions, com.instructure.User.sectionNames)."""
    if value is None:
        return None
    try:
        names = json.loads(value)
    except (ValueError, RecursionError):
        return None
    found = (c.text(name, c.MAX_ID) for name in c.strings(names)[:MAX_PARTS])
    return tuple(dict.fromkeys(filter(None, found)))


def _group_ids(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    found = (identifier(part.get("group_id")) for part in value[:MAX_PARTS] if isinstance(part, dict))
    return tuple(dict.fromkeys(filter(None, found)))


def merged(one: Member | None, other: Member) -> Member:
    """Somebody who is listed twice (for two sections, or on two pages while the list changed) has the rights of both
    entries, as in a launch, which carries all roles at once; an entry that is not active gives none."""
    if one is None:
        return other
    best = max(one, other, key=lambda member: (member.active, _RIGHTS.index(member.role.role)))
    return replace(
        best,
        name=best.name or one.name or other.name,
        lti_platform_user_id=best.lti_platform_user_id or one.lti_platform_user_id or other.lti_platform_user_id,
        sections=_joined(one.sections, other.sections),
        lti_group_ids=_joined(one.lti_group_ids, other.lti_group_ids),
    )


def _joined(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one is None or other is None:
        return one or other
    return tuple(dict.fromkeys((*one, *other)))
