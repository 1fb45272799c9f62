"""How lasting a commit is: what somebody handed in waits for the disk, a launch does not."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from plugin.config import Settings
from plugin.store import engine as engine_module
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


def test_a_transaction_is_tried_again_while_the_database_is_away_and_not_when_it_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    database = Database(f"sqlite:///{tmp_path / 'some.db'}")
    away = iter([InterfaceError("", None, OSError()), OperationalError("", None, OSError("locked"))])
    tries = []

    def use(session: Session) -> int:
        tries.append(session)
        for trouble in away:
            raise trouble
        return 7

    assert (database.patiently(use, 60), len(tries)) == (7, 3)

    def wrong(_: Session) -> None:
        tries.clear()
        raise IntegrityError("", None, OSError())

    with pytest.raises(IntegrityError):
        database.patiently(wrong, 60)


def test_patience_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    database = Database(f"sqlite:///{tmp_path / 'some.db'}")

    def use(_: Session) -> None:
        raise InterfaceError("", None, OSError())

    with pytest.raises(InterfaceError):
        database.patiently(use, 0.1)


@pytest.mark.server
def test_a_database_host_that_is_gone_without_a_word_is_given_up(postgres_database: str) -> None:
    database = Database(postgres_database)
    with database.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        line: socket.socket = raw._usock
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert line.gettimeout() is None  # a long statement is no silence
    database.dispose()


def test_whoever_accepts_and_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_CONNECT_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"postgresql://caveat@127.0.0.1:{silent.getsockname()[1]}/caveat")
        with pytest.raises((InterfaceError, TimeoutError)):
            database.ping()
