"""The way to the database: one engine a process, one short transaction at a time."""

import itertools
import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from plugin.store import address, strings

_SQLITE_WAIT_MS = 15_000
_CONNECT_SECONDS = 10
# A host that has gone without a word is given up after half a minute; the system by itself waits a quarter of an hour,
# and all threads of the web with it (man 7 tcp: TCP_USER_TIMEOUT, tcp_retries2). Not every system has all of these.
_SILENCE = {"TCP_USER_TIMEOUT": 30_000, "TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}
T = TypeVar("T")


class Database:
    """Hands out sessions that commit at the end of their block, or roll back."""

    def __init__(self, url: str):
        self.engine = _make_engine(url)
        self._sessions = {
            lasting: sessionmaker(self.engine.execution_options(lasting=lasting), expire_on_commit=False)
            for lasting in (True, False)
        }

    @contextmanager
    def session(self, lasting: bool = True) -> Iterator[Session]:
        """`lasting=False`: the commit does not wait for the disk. A crash of ours loses nothing, a power cut the last
        moments: for logins and launches, which a person would simply begin again. Never for what somebody handed in.
        """
        with self._sessions[lasting].begin() as session:
            yield session

    def patiently(self, use: Callable[[Session], T], seconds: float) -> T:
        """What `use` returns, in a transaction of its own; again and again for `seconds` while the database is away or
        overloaded, since nothing of a try that failed stays. Raises what the driver raised at last."""
        end = time.monotonic() + seconds
        for pause in itertools.chain((0.5, 1.0, 2.0), itertools.repeat(5.0)):
            try:
                with self.session() as session:
                    return use(session)
            except (DBAPIError, OSError) as error:  # the driver lets some of the network's errors through
                if not _may_pass(error) or time.monotonic() + pause > end:
                    raise
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - not all workers at once
        raise AssertionError  # the loop has no end of its own

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """All tables as they are at one moment, however long they are read; nobody who writes is held up."""
        options: dict[str, Any] = {"reading": True}
        if self.engine.dialect.name == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    def ping(self) -> None:
        """Raise whatever the driver raises when the database does not answer."""
        with self.engine.connect() as connection:
            connection.execute(text("select 1"))

    def dispose(self) -> None:
        self.engine.dispose()


def _may_pass(error: DBAPIError | OSError) -> bool:
    """It was away, or is busy: not what a statement said wrong. By the classes of PostgreSQL's codes (its manual,
    appendix A): connection, rollback, resources, operator; pg8000 gives the code in a dictionary under "C"."""
    if isinstance(error, OSError) or error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    told = error.orig.args[0] if error.orig is not None and error.orig.args else None
    if isinstance(told, dict):
        return str(told.get("C", ""))[:2] in {"08", "40", "53", "57"}
    return isinstance(error, OperationalError)  # SQLite: locked, or its disk is full


def _make_engine(url: str) -> Engine:
    parsed, told = address.read(url)
    is_served = parsed.drivername != "sqlite"
    if is_served:
        told["timeout"] = _CONNECT_SECONDS
    if not is_served and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # SQLAlchemy would put values into its errors, and where a connection breaks into the log: names, comments.
    engine = create_engine(
        parsed, json_serializer=strings.to_json, pool_pre_ping=is_served, hide_parameters=True, connect_args=told
    )  # fmt: skip
    strings.install(engine)
    if is_served:
        event.listen(engine, "connect", _postgresql_connect)
        event.listen(engine, "begin", _postgresql_begin)
        return engine
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
