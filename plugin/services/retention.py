"""How long a submission is kept, and its deletion after that, with counts as proof in the audit log."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from plugin.services import audit, institution
from plugin.services.audit import SYSTEM, Actor
from plugin.services.forgetting import drop_files
from plugin.store.files import FileStore
from plugin.store.queries import retaining
from plugin.store.session import Database
from plugin.store.tables import AuditEntry

BATCH = 200  # a deletion holds rows: a class may hand in meanwhile
BATCHES_A_SWEEP = 5
MAX_DAYS = 36_500
PROOFS = 50  # the audit log holds all of them


class DaysError(ValueError):
    """Not a number of days that can be kept."""


@dataclass(frozen=True)
class Preview:
    """`before`: what was handed in earlier goes; None where everything is kept."""

    before: datetime | None
    submissions: int


def days_from(text: str) -> int:
    """0: for as long as its registration stands. Raise DaysError."""
    if not (text.strip().isascii() and text.strip().isdigit() and int(text.strip()[:6]) <= MAX_DAYS):
        raise DaysError(text[:20])
    return int(text.strip()[:6])


def preview(session: Session, keep_days: int) -> Preview:
    if not keep_days:
        return Preview(None, 0)
    before = datetime.now(UTC) - timedelta(days=keep_days)
    return Preview(before, retaining.count_before(session, before))


def decide(session: Session, actor: Actor, keep_days: int) -> None:
    """Written down even where it is what is delivered: that somebody has thought of it is part of the answer."""
    institution.change(session, actor, keep_days=keep_days)
    if not institution.is_decided(session, "keep_days"):
        institution.decide_as_is(session, actor, "keep_days")


def proofs(session: Session) -> list[AuditEntry]:
    """The latest deletions, each with its counts and nobody's name."""
    return retaining.proofs(session, PROOFS)


def sweep(database: Database, files: FileStore) -> int:
    """Some batches of what is due; the next sweep goes on. Returns how many submissions went."""
    gone = 0
    for _ in range(BATCHES_A_SWEEP):
        batch = delete_batch(database, files)
        gone += batch
        if batch < BATCH:
            break
    return gone


def delete_batch(database: Database, files: FileStore, actor: Actor = SYSTEM) -> int:
    """Rows and their proof in one transaction, then the files that nobody else handed in."""
    with database.session() as session:
        keep_days = institution.read(session).keep_days
        if not keep_days:
            return 0
        before = datetime.now(UTC) - timedelta(days=keep_days)
        ids = retaining.ids_before(session, before, BATCH)
        if not ids:
            return 0
        counts: dict[str, Any] = retaining.counts(session, ids)
        hashes = retaining.file_hashes(session, ids)
        retaining.remove(session, ids)
        audit.note(session, actor, "retention.deleted", keep_days=keep_days, before=before.isoformat(), **counts)
    drop_files(database, files, hashes)
    return len(ids)
