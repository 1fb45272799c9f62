"""Who somebody is in this course. Only a role of membership counts: an institution's "Instructor" may sit here
as a student, and a system administrator without a role in the course has no business with its students."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_OLD_PREFIX = "urn:lti:role:ims/lis/"
_TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"

# Mentors (Canvas's observers), content developers and unknown roles see no student's work.
_STAFF = frozenset({"Instructor", "Administrator", "TeachingAssistant"})
_LEARNER = frozenset({"Learner", "Student"})


class Role(StrEnum):
    STAFF = "staff"
    LEARNER = "learner"
    GUEST = "guest"


@dataclass(frozen=True)
class CourseRole:
    role: Role
    test_user: bool = False


def course_role(roles: Iterable[str]) -> CourseRole:
    """The most that the membership roles among `roles` (URIs or short names, LTI Core 1.3 appendix A) allow."""
    roles = list(roles)
    principals = {principal for role in roles if (principal := _principal(role))}
    test_user = _TEST_USER in roles
    if principals & _STAFF and not test_user:
        return CourseRole(Role.STAFF)
    if principals & _LEARNER or test_user:
        return CourseRole(Role.LEARNER, test_user)
    return CourseRole(Role.GUEST)


def _principal(role: str) -> str | None:
    """`…membership#Learner`, `…membership/Instructor#TeachingAssistant`, `Learner`: the principal before `#`."""
    if role.startswith(_MEMBERSHIP + "#"):
        return role.removeprefix(_MEMBERSHIP + "#")
    if role.startswith(_MEMBERSHIP + "/"):
        return role.removeprefix(_MEMBERSHIP + "/").split("#")[0]
    if role.startswith(_OLD_PREFIX):
        return role.removeprefix(_OLD_PREFIX).split("/")[0]
    return role if role.isalpha() else None
