"""The way to the database: one engine a process, one short transaction at a time."""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from plugin.store.engine import make_engine

T = TypeVar("T")


class Database:
    """Hands out sessions that commit at the end of their block, or roll back."""

    def __init__(self, url: str):
        self.engine = make_engine(url)
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
