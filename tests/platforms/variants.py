"""Launches that are unusual and right: the certification's valid ones, and who else opens a course."""

from collections.abc import Callable
from typing import Any

from tests.platforms.personality import CLAIM
from tests.platforms.school import MEMBERSHIP, SYSTEM, TEST_USER

Variant = Callable[[dict[str, Any]], dict[str, Any]]
_INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"


def roles(*uris: str) -> Variant:
    """The same launch with these roles and no others."""
    return lambda claims: claims | {CLAIM + "roles": list(uris)}


def without(*names: str) -> Variant:
    """The same launch without these claims."""
    return lambda claims: {k: v for k, v in claims.items() if k not in names}


def short_role(claims: dict[str, Any]) -> dict[str, Any]:
    """The principal role without its namespace."""
    found = [role for role in claims[CLAIM + "roles"] if role.startswith(MEMBERSHIP)]
    return claims | {CLAIM + "roles": [role.removeprefix(MEMBERSHIP) for role in found]}


def unknown_role(claims: dict[str, Any]) -> dict[str, Any]:
    """An unheard-of role beside the real ones."""
    return claims | {CLAIM + "roles": ["https://school.example/vocab#Wizard", *claims[CLAIM + "roles"]]}


def several_roles(claims: dict[str, Any]) -> dict[str, Any]:
    return claims | {CLAIM + "roles": [*claims[CLAIM + "roles"], _INSTITUTION + "Other", SYSTEM + "User"]}


def mentor(claims: dict[str, Any]) -> dict[str, Any]:
    """Canvas's observer: a parent who follows one student."""
    return claims | {CLAIM + "roles": [MEMBERSHIP + "Mentor"], CLAIM + "role_scope_mentor": ["another-sub"]}


VARIANTS: dict[str, Variant] = {
    "roles": several_roles,
    "short_role": short_role,
    "unknown_role": unknown_role,
    "only_unknown_role": roles("https://school.example/vocab#Wizard"),
    "no_role": roles(),
    "email_only": without("name", "given_name", "family_name"),
    "names_only": without("email"),
    "no_pii": without("name", "given_name", "family_name", "email"),
    "no_context": without(CLAIM + "context"),
    "email_no_context": without("name", "given_name", "family_name", CLAIM + "context"),
    "ta_sub_role_only": roles("http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"),
    "student_here_instructor_elsewhere": roles(_INSTITUTION + "Instructor", MEMBERSHIP + "Learner"),
    "mentor": mentor,
    "admin_only": roles(_INSTITUTION + "Administrator", SYSTEM + "SysAdmin"),
    "test_user": roles(*TEST_USER),
}
