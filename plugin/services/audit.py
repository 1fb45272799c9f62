"""Who did what, written down in the same transaction: ids and codes, never names or text."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.store.queries import audit
from plugin.store.tables import AuditEntry


@dataclass(frozen=True)
class Actor:
    """kind: administrator | staff | learner | command | program | system."""

    kind: str
    id: UUID | None = None


COMMAND = Actor("command")
SYSTEM = Actor("system")


def note(
    session: Session,
    actor: Actor,
    action: str,
    *,
    course_id: UUID | None = None,
    subject_id: UUID | None = None,
    **facts: Any,
) -> None:
    """`action`: a code such as "settings.changed", which plugin.domain.audit_words says in words."""
    audit.hold(session)
    before = audit.last(session)
    entry = AuditEntry(
        number=before.number + 1 if before else 1,
        at=datetime.now(UTC),
        actor=actor.kind,
        actor_id=actor.id,
        action=action,
        course_id=course_id,
        subject_id=subject_id,
        facts=facts,
    )
    entry.digest = _digest(entry, before.digest if before else "")
    session.add(entry)
    session.flush()


def first_broken(session: Session, most: int | None = None) -> int | None:
    """The number of the first entry that does not follow from the one before it; None: all do.

    `most`: of the latest entries alone, for a page must not read all of a long log.
    """
    number, digest = _start(session, most)
    for entry in audit.in_order(session, number):
        if entry.number != number + 1 or entry.digest != _digest(entry, digest):
            return entry.number
        number, digest = entry.number, entry.digest
    return None


def _start(session: Session, most: int | None) -> tuple[int, str]:
    """Number and digest of the entry before the first that is looked at. What was looked at before is nowhere kept:
    whoever could change an entry could change that as well."""
    if most is None:
        return 0, ""
    before = audit.newest_first(session, audit.Filter(), limit=1, skip=most)
    return (before[0].number, before[0].digest) if before else (0, "")


def _digest(entry: AuditEntry, before: str) -> str:
    told = [
        before, entry.number, entry.at.astimezone(UTC).isoformat(), entry.actor, str(entry.actor_id or ""),
        entry.action, str(entry.course_id or ""), str(entry.subject_id or ""), entry.facts,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
