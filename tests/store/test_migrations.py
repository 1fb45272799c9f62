"""Migrations lead to exactly the tables that the code speaks of, on both engines."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from plugin.store.files import FileStore
from plugin.store.migrate import current, is_known, migrate, newest, take_back, versions
from plugin.store.session import Database
from plugin.store.tables import Base, Run
from tests.postgres import postgres_url
from tests.services.world import hand_in, make_world
from tests.store.rows import add_row, rows_of, tables_of

# Release by release, the code before must be able to go on with the tables after (docs/upgrading.md). No release came
# before 0003, which gave each run its document; whatever comes after it is held to this.
GOES_ON_SINCE = "0003"

MIGRATE = """import sys
from plugin.store.migrate import migrate
from plugin.store.session import Database
print(migrate(Database(sys.argv[1])))"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        database = Database(request.getfixturevalue("postgres_database"))
    yield database
    database.dispose()


def test_migrating_twice_is_harmless_and_leaves_no_difference(empty: Database) -> None:
    assert current(empty) is None
    assert migrate(empty) == migrate(empty) == newest() == current(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_the_postgres_helper_gives_a_pg8000_address() -> None:
    assert postgres_url("x", 5, "y").startswith("postgresql+pg8000://")


def test_what_was_handed_in_survives_the_way_back_and_forth(empty: Database, tmp_path: Path) -> None:
    """SQLite copies and drops a table to change it: with foreign keys on, that deletes whatever points there."""
    migrate(empty)
    with empty.session() as session:
        hand_in(session, FileStore(tmp_path / "files"), make_world(session))
    take_back(empty, "0002")
    migrate(empty)
    with empty.session() as session:
        run = session.query(Run).one()
        assert run.document.submission_id == run.submission_id
        assert run.submission.assignment.item_id is not None
        with pytest.raises(DBAPIError), session.begin_nested():  # foreign keys are on again
            session.execute(update(Run).values(document_id=uuid.uuid4()))


@pytest.mark.parametrize("version", versions()[:-1])
def test_rows_in_every_table_of_an_earlier_version_stand_unchanged_in_the_newest(empty: Database, version: str) -> None:
    assert migrate(empty, version) == version
    with empty.engine.begin() as connection:
        tables = tables_of(connection)
        for number in range(2):
            add_row(connection, tables, number)
        before = rows_of(connection, tables)
    assert migrate(empty) == newest()
    with empty.engine.begin() as connection:
        assert rows_of(connection, tables) == before
        assert all(len(rows) == 2 for rows in before.values())
        if version >= GOES_ON_SINCE:
            add_row(connection, tables, 2)  # as a web of that version does that still runs


@pytest.mark.server
def test_two_hosts_that_migrate_at_once_take_turns(postgres_database: str) -> None:
    command = [sys.executable, "-c", MIGRATE, postgres_database]
    hosts = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(2)]
    assert [host.communicate()[0].strip() for host in hosts] == [newest(), newest()]


def test_what_a_later_release_has_migrated_is_left_as_it_is(empty: Database) -> None:
    migrate(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert migrate(empty) == current(empty) == "9999"
    assert not is_known("9999")
