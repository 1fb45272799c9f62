"""One person is erased: their rows in every table, and their files. Counts stay in the audit log as proof."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.services import audit
from plugin.services.audit import Actor
from plugin.services.forgetting import drop_files
from plugin.store.files import FileStore
from plugin.store.queries import people, retaining
from plugin.store.session import Database
from plugin.store.tables import Person


class NoSuchPersonError(Exception):
    """There is nobody with that id."""


def held(session: Session, person_id: UUID) -> dict[str, int]:
    """noun -> how many rows of it go with this person."""
    ids = retaining.ids_of_person(session, person_id)
    return retaining.counts(session, ids) | people.counts(session, person_id)


def erase_person(
    database: Database,
    files: FileStore,
    person_id: UUID,
    actor: Actor,
    pause: Callable[[float], None] | None = time.sleep,
) -> dict[str, int]:
    """Rows and their proof in one transaction, then the files that nobody else handed in. Returns what went; raises
    NoSuchPersonError.

    `pause`: None for a page, which waits for no file that was put a moment ago: the sweep takes those a day later.
    """
    with database.session() as session:
        person = session.get(Person, person_id, with_for_update=True)
        if person is None:
            raise NoSuchPersonError(str(person_id))
        ids = retaining.ids_of_person(session, person_id)
        counts: dict[str, Any] = held(session, person_id)
        hashes = retaining.file_hashes(session, ids)
        registration_id = str(person.registration_id)
        people.remove(session, person_id)
        audit.note(session, actor, "person.erased", subject_id=person_id, registration_id=registration_id, **counts)
    gone = drop_files(database, files, hashes, pause)
    return counts | {"files": gone}
