"""What was deleted, and whether anything is left that should be gone: to be shown to whoever asks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from plugin.services import audit_reading, institution, retention
from plugin.services.audit_reading import Check
from plugin.store.queries import retaining
from plugin.store.tables import AuditEntry


@dataclass(frozen=True)
class Proof:
    """`overdue`: submissions older than they may be that are still here, which is what the rest is worth nothing
    without; `oldest`: when the oldest that is kept was handed in. `entries` are in the audit log, by number and digest;
    `log`: whether that hangs together."""

    since: datetime | None
    until: datetime | None
    keep_days: int
    overdue: int
    oldest: datetime | None
    deleted: int
    entries: tuple[AuditEntry, ...]
    log: Check


def proof(
    session: Session, since: datetime | None = None, until: datetime | None = None, most: int | None = None
) -> Proof:
    """Of a time: `since` is included, `until` is not. `most`: of the log's entries only the newest are looked at."""
    keep_days = institution.read(session).keep_days
    entries = retaining.proofs_between(session, since, until)
    return Proof(
        since=since,
        until=until,
        keep_days=keep_days,
        overdue=retention.preview(session, keep_days).submissions,
        oldest=retaining.oldest(session),
        deleted=sum(int(entry.facts.get("submissions", 0)) for entry in entries),
        entries=tuple(entries),
        log=audit_reading.check(session, most),
    )


def as_told(found: Proof) -> dict[str, Any]:
    """As JSON: ids, counts and times, and nobody's name."""
    return {
        "made": _stamp(datetime.now(UTC)),
        "since": _stamp(found.since),
        "until": _stamp(found.until),
        "keep_days": found.keep_days,
        "overdue_submissions": found.overdue,
        "oldest_submission": _stamp(found.oldest),
        "deleted_submissions": found.deleted,
        "deletions": [_entry(entry) for entry in found.entries],
        "audit_log": {"entries": found.log.entries, "looked_at": found.log.looked_at, "digest": found.log.digest,
                      "first_broken": found.log.broken},
    }  # fmt: skip


def _entry(entry: AuditEntry) -> dict[str, Any]:
    return {"entry": entry.number, "at": _stamp(entry.at), "action": entry.action, "facts": entry.facts,
            "digest": entry.digest}  # fmt: skip


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
