"""What new assignments begin with, and which of it no instructor may change: decided by an administrator."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from plugin.domain.language import say
from plugin.domain.policy import Policy, PolicyError
from plugin.domain.policy_form import FIELDS, field_from_form
from plugin.services import institution, policies
from plugin.services.audit import Actor


def decide(session: Session, actor: Actor, policy: Policy, locks: Iterable[str]) -> None:
    """Raises PolicyError for a lock on what is no setting. Only what differs from what Caveat comes with is kept."""
    locked = _known(locks)
    delivered = Policy()
    kept: dict[str, Any] = {
        name: getattr(policy, name) for name in FIELDS if getattr(policy, name) != getattr(delivered, name)
    }
    institution.change(session, actor, policy=kept, locks=locked)
    if not institution.is_decided(session, "policy"):
        institution.decide_as_is(session, actor, "policy")


def set_one(session: Session, actor: Actor, name: str, text: str) -> None:
    """As it would be typed into the form. Raises PolicyError."""
    value = field_from_form(name, text)
    decide(session, actor, replace(policies.default(session), **{name: value}), institution.read(session).locks)


def lock(session: Session, actor: Actor, names: Iterable[str], locked: bool = True) -> None:
    """Or unlock. Raises PolicyError for a name that no setting has."""
    before, asked = set(institution.read(session).locks), set(_known(names))
    decide(session, actor, policies.default(session), before | asked if locked else before - asked)


def _known(names: Iterable[str]) -> tuple[str, ...]:
    asked = set(names)
    if asked - set(FIELDS):
        raise PolicyError(say("There is no setting of that name. There are: %(names)s.", names=", ".join(FIELDS)))
    return tuple(name for name in FIELDS if name in asked)
