"""The use cases run on both engines."""

from collections.abc import Iterator

import pytest

from plugin.config import Settings
from plugin.services import platforms
from plugin.store.session import Database
from tests.databases import migrated
from tests.services.world import SECRET, World, make_world


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def database(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Database]:
    postgresql = request.param == "postgresql"
    database = Database(request.getfixturevalue("migrated_postgres")) if postgresql else migrated(settings)
    yield database
    database.dispose()


@pytest.fixture
def world(database: Database) -> World:
    with database.session() as session:
        platforms.ensure_key(session, SECRET)
        return make_world(session)
