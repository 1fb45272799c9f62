"""The way to the database: one engine a process, one short transaction at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

_SQLITE_WAIT_MS = 15_000


class Database:
    """Hands out sessions that commit at the end of their block, or roll back."""

    def __init__(self, url: str):
        self.engine = _make_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self._sessions.begin() as session:
            yield session

    def ping(self) -> None:
        """Raise whatever the driver raises when the database does not answer."""
        with self.engine.connect() as connection:
            connection.execute(text("select 1"))

    def dispose(self) -> None:
        self.engine.dispose()


def _make_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        # pg8000 is BSD; psycopg is LGPL and would travel in our images.
        parsed = parsed.set(drivername="postgresql+pg8000")
    if parsed.drivername != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed)
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is turned off: see _sqlite_begin
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={_SQLITE_WAIT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Any) -> None:
    # A read that later writes would fail with "database is locked" whatever the timeout; taking the write
    # lock at the start makes writers queue instead (docs.sqlalchemy.org, dialects/sqlite, "pysqlite").
    connection.exec_driver_sql("BEGIN IMMEDIATE")
