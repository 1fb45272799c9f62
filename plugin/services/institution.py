"""What an administrator decided for the whole installation."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from plugin.domain.institution import Institution
from plugin.domain.policy_form import OWN_WORDS
from plugin.services import audit
from plugin.services.audit import Actor
from plugin.store.tables import InstitutionSetting

_NAMES = frozenset(field.name for field in fields(Institution))


def read(session: Session) -> Institution:
    rows = {row.name: row.value["is"] for row in session.query(InstitutionSetting) if row.name in _NAMES}
    return replace(Institution(), **{name: _frozen(value) for name, value in rows.items()})


def change(session: Session, actor: Actor, **changes: Any) -> Institution:
    """Write down what is new, each change with who made it."""
    now = read(session)
    for name, value in changes.items():
        old = getattr(now, name)
        if old == value:
            continue
        row = session.get(InstitutionSetting, name) or InstitutionSetting(name=name)
        row.value, row.updated = {"is": value}, datetime.now(UTC)
        session.add(row)
        audit.note(session, actor, "institution.changed", setting=name, old=_codes(old), new=_codes(value))
    session.flush()
    return read(session)


def is_decided(session: Session, name: str) -> bool:
    """Did anybody ever decide this, be it for what is delivered?"""
    return session.get(InstitutionSetting, name) is not None


def decide_as_is(session: Session, actor: Actor, name: str) -> None:
    """Somebody looked at it, and wants it as it is."""
    value = getattr(read(session), name)
    session.add(InstitutionSetting(name=name, value={"is": value}, updated=datetime.now(UTC)))
    audit.note(session, actor, "institution.changed", setting=name, old=value, new=value)


def _codes(value: Any) -> Any:
    """Without the words that somebody wrote for students: the audit log holds none."""
    return {name: one for name, one in value.items() if name not in OWN_WORDS} if isinstance(value, dict) else value


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
