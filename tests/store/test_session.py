"""How lasting a commit is: what somebody handed in waits for the disk, a launch does not."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from plugin.config import Settings
from plugin.store.session import Database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def anywhere(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Database]:
    url = settings.database_url if request.param == "sqlite" else request.getfixturevalue("postgres_database")
    database = Database(url)
    yield database
    database.dispose()


def waits(database: Database, lasting: bool) -> bool:
    sqlite = database.engine.dialect.name == "sqlite"
    with database.session(lasting) as session:
        found = session.execute(text("PRAGMA synchronous" if sqlite else "SHOW synchronous_commit")).scalar()
    return str(found) in ("2", "on")


def test_a_commit_waits_for_the_disk_unless_it_is_of_something_to_begin_again(anywhere: Database) -> None:
    assert [waits(anywhere, lasting) for lasting in (True, False, True)] == [True, False, True]
    with anywhere.session() as session:
        assert session.execute(text("select 1")).scalar() == 1


def test_an_error_of_the_database_repeats_no_name(anywhere: Database) -> None:
    with pytest.raises(DBAPIError) as error, anywhere.session() as session:
        session.execute(text("select nothing from nowhere where name = :name"), {"name": "Mei Lindqvist"})
    assert "Lindqvist" not in str(error.value)
