"""The engine: one a process, for PostgreSQL or SQLite, each told what it would else do in its own way."""

import socket
from functools import lru_cache
from pathlib import Path
from typing import Any

import pg8000.legacy
from sqlalchemy import Connection, Engine, create_engine, event

from plugin.store import address, strings

_SQLITE_WAIT_MS = 15_000
_CONNECT_SECONDS = 10
# A host that has gone without a word is given up after half a minute; the system by itself waits a quarter of an hour,
# and all threads of the web with it (man 7 tcp: TCP_USER_TIMEOUT, tcp_retries2). Not every system has all of these.
_SILENCE = {"TCP_USER_TIMEOUT": 30_000, "TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}
# As many connections as a web process has threads stay open, and some: each beyond them is made for one request, and
# loads the system's certificates for it, which cost more than the request (bench/RESULTS.md, A deadline).
_KEPT = 12


def make_engine(url: str) -> Engine:
    """Raise ConfigError for an address that cannot be used."""
    parsed, beside = address.read(url)
    # SQLAlchemy would put values into its errors, and where a connection breaks into the log: names, comments.
    told: dict[str, Any] = {"json_serializer": strings.to_json, "hide_parameters": True}
    if parsed.drivername == "sqlite":
        return _sqlite(create_engine(parsed, **told))
    beside["timeout"] = _CONNECT_SECONDS
    engine = create_engine(parsed, **told, connect_args=beside, pool_pre_ping=True, pool_size=_KEPT)
    strings.install(engine)
    event.listen(engine, "connect", _postgresql_connect)
    event.listen(engine, "begin", _postgresql_begin)
    return engine


def _sqlite(engine: Engine) -> Engine:
    if engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    strings.install(engine)
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is turned off: see _sqlite_begin
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={_SQLITE_WAIT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    if connection.get_execution_options().get("reading"):
        connection.exec_driver_sql("BEGIN")
        return
    wanted = "FULL" if _is_lasting(connection) else "NORMAL"
    if connection.info.get("synchronous") != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
        connection.info["synchronous"] = wanted
    # A read that later writes would fail with "database is locked" whatever the timeout; taking the write
    # lock at the start makes writers queue instead (docs.sqlalchemy.org, dialects/sqlite, "pysqlite").
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _read_each_statement_once() -> None:
    """pg8000 looks for placeholders letter by letter whenever a statement is executed, a tenth of the web's work."""
    read = pg8000.legacy.convert_paramstyle
    style = pg8000.legacy.paramstyle  # SQLAlchemy's, too
    known = lru_cache(maxsize=4096)(lambda statement: read(style, statement, ())[0])

    def convert(asked: str, statement: str, values: Any) -> tuple[str, Any]:
        return (known(statement), values) if asked == style == "format" else read(asked, statement, values)

    pg8000.legacy.convert_paramstyle = convert


_read_each_statement_once()


def _postgresql_connect(connection: Any, _record: Any) -> None:
    line: socket.socket = connection._usock  # pg8000 offers no other way to it
    line.settimeout(None)  # the driver's time for connecting would hold for each answer, and a migration may take long
    if line.family != socket.AF_UNIX:
        for name, value in _SILENCE.items():
            if hasattr(socket, name):
                line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _postgresql_begin(connection: Connection) -> None:
    if not _is_lasting(connection):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")


def _is_lasting(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("lasting", True))
