"""Migrations lead to exactly the tables that the code speaks of, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from plugin.store.migrate import current, migrate, newest
from plugin.store.session import Database
from plugin.store.tables import Base
from tests.postgres import postgres_url


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
