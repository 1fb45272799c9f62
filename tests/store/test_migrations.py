"""Migrations lead to exactly the tables that the code speaks of, on both engines."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from plugin.store.files import FileStore
from plugin.store.migrate import current, migrate, newest, take_back
from plugin.store.session import Database
from plugin.store.tables import Base, Run
from tests.postgres import postgres_url
from tests.services.world import hand_in, make_world


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
