"""Files that no row names any more: rows are deleted first, so a power cut in between leaves a text behind."""

import random
from collections.abc import Iterable

from plugin.store.files import FileStore
from plugin.store.queries import removal
from plugin.store.session import Database

FOLDERS = 256
A_SWEEP = 8  # folders looked into each time: with a sweep a minute all are seen within some hours
MOST = 5000  # of one folder: a query names each of them
OLD = 24 * 3600.0  # seconds, far longer than from a file to its row


def sweep(database: Database, files: FileStore, folders: Iterable[int] | None = None) -> int:
    """Look into these folders, else into some by chance; return how many files went."""
    chosen = random.sample(range(FOLDERS), A_SWEEP) if folders is None else folders
    return sum(_in_folder(database, files, folder) for folder in chosen)


def _in_folder(database: Database, files: FileStore, folder: int) -> int:
    found = sorted(files.older_in(folder, OLD))
    old = set(random.sample(found, min(MOST, len(found))))
    if not old:
        return 0
    with database.session() as session:
        unnamed = old - removal.used(session, old)
    return sum(files.drop(sha256) for sha256 in unnamed)
