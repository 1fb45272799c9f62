"""The use cases run on both engines."""

from collections.abc import Iterator

import pytest

from plugin.config import Settings
from plugin.store.migrate import migrate
from plugin.store.session import Database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def database(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Database]:
    postgresql = request.param == "postgresql"
    url = request.getfixturevalue("postgres_database") if postgresql else settings.database_url
    database = Database(url)
    migrate(database)
    yield database
    database.dispose()
