"""Counts the SQL statements that a page costs: a number that grows with the rows shown is a query too many a row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


class Statements(list[str]):
    """Every statement in the order it was sent; pragmas and transaction marks are not among them."""

    def __str__(self) -> str:
        return "\n".join(f"{number}. {' '.join(one.split())[:160]}" for number, one in enumerate(self, 1))


@contextmanager
def counted(engine: Engine) -> Iterator[Statements]:
    """`with counted(database.engine) as statements: …; assert len(statements) <= 9, statements`."""
    seen = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SET LOCAL")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
