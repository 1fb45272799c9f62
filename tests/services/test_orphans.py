"""What a power cut left in the file store goes in the end, and nothing that a row names."""

import os
import time

from plugin.services import orphans
from plugin.store.files import FileStore
from plugin.store.queries import removal
from plugin.store.session import Database
from plugin.store.tables import Base
from tests.services.world import hand_in, make_world

ALL = range(orphans.FOLDERS)


def two_days_ago(files: FileStore) -> None:
    then = time.time() - 2 * orphans.OLD
    for path in files.place.root.glob("*/*"):
        os.utime(path, (then, then))


def test_a_file_without_a_row_goes_after_a_day(database: Database, files: FileStore) -> None:
    files.put(b"of somebody who was erased")
    assert orphans.sweep(database, files, ALL) == 0
    two_days_ago(files)
    assert orphans.sweep(database, files, ALL) == 1
    assert list(files.place.root.glob("*/*")) == []


def test_a_file_that_a_row_names_stays(database: Database, files: FileStore) -> None:
    with database.session() as session:
        hand_in(session, files, make_world(session))
    two_days_ago(files)
    assert orphans.sweep(database, files, ALL) == 0
    assert len(list(files.place.root.glob("*/*"))) == 1


def test_every_column_that_names_a_file_is_looked_at() -> None:
    """One that was forgotten would have its files deleted a day after they were put."""
    named = {f"{column.class_.__tablename__}.{column.key}" for column in removal.NAMING}
    columns = {str(column) for table in Base.metadata.sorted_tables for column in table.columns}
    of_the_platform = {"assets.sha256"}  # as it announced it
    assert {one for one in columns if one.endswith("sha256")} - of_the_platform == named


def test_what_a_write_that_was_cut_off_left_goes_too(database: Database, files: FileStore) -> None:
    whole = files.put(b"whole")
    (files.place.root / whole[:2] / "tmpabc").write_bytes(b"half of a te")
    two_days_ago(files)
    orphans.sweep(database, files, ALL)
    assert list(files.place.root.glob("*/*")) == []
