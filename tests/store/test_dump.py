"""All rows go from one engine to another and are the same there, to the last digit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import null, update

from plugin.store import dump
from plugin.store.session import Database
from plugin.store.tables import Base, GradeReturn
from tests.conftest import settings_in
from tests.databases import migrated, new_postgres, postgres_template
from tests.store.rows import add_row

ODD = [[0.1 + 0.2, 1e-300, None], "Ünïcödé 中文", {"nested": {"deep": [True]}}]


def made(where: str, request: pytest.FixtureRequest, folder: Path) -> Database:
    if where == "sqlite":
        return migrated(settings_in(folder))
    server = request.getfixturevalue("postgres_server")
    return Database(new_postgres(server, postgres_template(server)))


@pytest.fixture(
    params=[
        ("sqlite", "sqlite"),
        pytest.param(("sqlite", "postgresql"), marks=pytest.mark.server),
        pytest.param(("postgresql", "sqlite"), marks=pytest.mark.server),
    ],
    ids=" to ".join,
)
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    there, here = (made(where, request, tmp_path / str(n)) for n, where in enumerate(request.param))
    yield there, here
    there.dispose()
    here.dispose()


def lines(database: Database) -> list[str]:
    with database.snapshot() as connection:
        return list(dump.lines(connection))


def test_every_table_comes_over_as_it_was(two: tuple[Database, Database]) -> None:
    there, here = two
    with there.engine.begin() as connection:
        for number in range(2):
            add_row(connection, Base.metadata.sorted_tables, number)
        connection.execute(update(GradeReturn).values(posted=ODD, mark=2 / 3, stood_before=null()))
    written = lines(there)
    with here.engine.begin() as connection:
        assert dump.is_empty(connection)
        counts = dump.fill(connection, written)
    assert set(counts) == {table.name for table in dump.tables()}
    assert set(counts.values()) == {2}
    assert lines(here) == written


def test_no_value_and_a_null_in_json_stay_two_things(two: tuple[Database, Database]) -> None:
    there, here = two
    with there.engine.begin() as connection:
        for number in range(2):
            add_row(connection, Base.metadata.sorted_tables, number)
        connection.execute(update(GradeReturn).values(stood_before=None).where(GradeReturn.mark > 0))
        connection.execute(update(GradeReturn).values(stood_before=null()).where(GradeReturn.mark <= 0))
    with here.engine.begin() as connection:
        dump.fill(connection, lines(there))
    with here.session() as session:
        assert session.query(GradeReturn).filter(GradeReturn.stood_before.is_(null())).count() == 1


def test_who_is_signed_in_or_at_work_is_not_brought_back(two: tuple[Database, Database]) -> None:
    there, _ = two
    with there.engine.begin() as connection:
        add_row(connection, Base.metadata.sorted_tables, 0)
    assert not any(line.startswith(f'["{name}"') for line in lines(there) for name in dump.LEFT_OUT)


def test_a_snapshot_is_of_one_moment_and_holds_nobody_up(two: tuple[Database, Database]) -> None:
    there, _ = two
    with there.snapshot() as connection:
        before = list(dump.lines(connection))
        with there.engine.begin() as other:
            add_row(other, Base.metadata.sorted_tables, 0)
        assert list(dump.lines(connection)) == before == []
