"""A registration and all that came by it is forgotten, files and all."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from plugin.services import audit
from plugin.services.audit import COMMAND, Actor
from plugin.store.files import FileStore
from plugin.store.queries import removal
from plugin.store.session import Database

_PAUSE_SECONDS = 5


def forget_registration(
    database: Database,
    files: FileStore,
    registration_id: UUID,
    pause: Callable[[float], None] | None = time.sleep,
    actor: Actor = COMMAND,
) -> int:
    """Delete its rows, then its files, unless somebody else handed in the same; return how many files went."""
    with database.session() as session:
        waiting = removal.file_hashes(session, registration_id)
        counts: dict[str, Any] = removal.counts(session, registration_id)
        removal.remove(session, registration_id)
        audit.note(session, actor, "registration.forgotten", subject_id=registration_id, **counts)
    return drop_files(database, files, waiting, pause)


def drop_files(
    database: Database, files: FileStore, waiting: set[str], pause: Callable[[float], None] | None = time.sleep
) -> int:
    """Those that no row names any more; one that was put a moment ago is asked about again, or left to the sweep
    (plugin.services.orphans) where there is no time to pause."""
    gone = 0
    while waiting:
        dropped = {sha256: _drop(database, files, sha256) for sha256 in waiting}
        gone += sum(dropped[sha256] is True for sha256 in dropped)
        waiting = {sha256 for sha256, done in dropped.items() if done is False}
        if waiting and pause is None:
            break
        if waiting and pause:
            pause(_PAUSE_SECONDS)
    return gone


def _drop(database: Database, files: FileStore, sha256: str) -> bool | None:
    """True: deleted; None: kept, for somebody else has it; False: to be asked about again."""
    with database.session() as session:
        return None if removal.still_used(session, sha256) else files.drop(sha256)
