"""A policy as it is typed into a form or kept as JSON, and back, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar

from plugin.domain import typed
from plugin.domain.language import say
from plugin.domain.policy import AiLevel, GradePolicy, Policy, PolicyError, StudentSees

MAX_POINTS = 10_000
MAX_AI_USE = 500
MAX_INSTRUCTIONS = 5_000
MAX_REPLY_DAYS = 90
OWN_WORDS = ("ai_use", "instructions")  # written by a person: the audit log says only that they changed

Choice = TypeVar("Choice", bound=StrEnum)


def policy_from_form(text: Mapping[str, str]) -> Policy:
    """Check what was typed; raise PolicyError with a sentence."""
    return Policy(**{name: read(text[name]) for name, read in _READ.items()})


def field_from_form(name: str, text: str) -> Any:
    """One field alone. Raises PolicyError, also for a name that no field has."""
    if name not in _READ:
        raise PolicyError(say("There is no setting of that name. There are: %(names)s.", names=", ".join(FIELDS)))
    return _READ[name](text)


def as_typed(policy: Policy) -> dict[str, str]:
    """What the form of a policy shows, as it would be typed into it."""
    return {name: typed_value(getattr(policy, name)) for name in FIELDS}


def typed_value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def policy_of(kept: Mapping[str, Any]) -> Policy:
    """What an administrator decided, over what the tool comes with. A value of another version is passed over."""
    found = {}
    for name in FIELDS:
        if name not in kept:
            continue
        try:
            found[name] = _READ[name](typed_value(kept[name]))
        except PolicyError:
            continue
    return Policy(**found)


def _choice(kind: type[Choice], refused: Callable[[], str]) -> Callable[[str], Choice]:
    def read(text: str) -> Choice:
        if text not in set(kind):
            raise PolicyError(refused())
        return kind(text)

    return read


def _points(text: str) -> float:
    points = typed.number(text)
    if not 0 < points <= MAX_POINTS:  # false for nan as well
        raise PolicyError(
            say("Points must be a number above 0 and at most %(most)s, without thousands separators.", most=MAX_POINTS)
        )
    return points


def _ai_use(text: str) -> str:
    text = " ".join(typed.plain(text).split())
    if len(text) > MAX_AI_USE:
        raise PolicyError(say("Keep the sentence on AI use under %(most)s characters.", most=MAX_AI_USE))
    return text


def _instructions(text: str) -> str:
    text = typed.plain(text).strip()
    if len(text) > MAX_INSTRUCTIONS:
        raise PolicyError(say("Keep the instructions under %(most)s characters.", most=f"{MAX_INSTRUCTIONS:,}"))
    return text


def _reply_days(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= MAX_REPLY_DAYS):
        raise PolicyError(
            say("The days for a reply must be a whole number from 0 to %(most)s; 0 is none.", most=MAX_REPLY_DAYS)
        )
    return int(text)


def _yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise PolicyError(say("Choose yes or no."))
    return text == "yes"


_READ: dict[str, Callable[[str], Any]] = {
    "grade": _choice(GradePolicy, lambda: say("Choose how grades go back.")),
    "points": _points,
    "ai_use": _ai_use,
    "student_sees": _choice(StudentSees, lambda: say("Choose when students see their own report.")),
    "ai_level": _choice(AiLevel, lambda: say("Choose how much use of AI is allowed.")),
    "instructions": _instructions,
    "reply_days": _reply_days,
    "blind_first": _yes,
    "anonymous": _yes,
}
FIELDS = tuple(field.name for field in fields(Policy))
