"""All rows as JSON lines, `["table", {"column": value}]`, for any engine: what was written from SQLite is read into
PostgreSQL and the other way round."""

import base64
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy import JSON, Column, Connection, LargeBinary, Table, Text, Uuid, cast, func, null, select

from plugin.store.tables import Base
from plugin.store.tables.base import UtcDateTime

# What is of a moment: who is signed in, on the way in, or at work. After a restore nobody is.
LEFT_OUT = {"administrator_sessions", "leases", "login_states", "worker_beats"}
_TOGETHER = 500


def tables() -> list[Table]:
    """None before those that it points to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def lines(connection: Connection) -> Iterator[str]:
    for table in tables():
        asked = select(*map(_as_kept, table.columns)).order_by(*table.primary_key.columns)
        for row in connection.execution_options(yield_per=_TOGETHER).execute(asked).mappings():
            values = {column.name: _out(row[column.name]) for column in table.columns}
            yield json.dumps([table.name, values], ensure_ascii=False, separators=(",", ":")) + "\n"


def fill(connection: Connection, read: Iterable[str]) -> Counter[str]:
    """Insert what `lines` wrote; returns how many rows of which table. Raises KeyError for a table or column that is
    not known here, ValueError for a line that is none."""
    known, counts = {table.name: table for table in tables()}, Counter[str]()
    for name, rows in groupby(map(json.loads, read), key=lambda line: str(line[0])):
        table = known[name]
        while batch := [_row(table, values) for _, values in islice(rows, _TOGETHER)]:
            connection.execute(table.insert(), batch)
            counts[name] += len(batch)
    return counts


def is_empty(connection: Connection) -> bool:
    return not any(connection.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables)


def _as_kept(column: Column[Any]) -> Any:
    """JSON as its text, which tells a null in it from no value at all, and loses no digit."""
    return cast(column, Text).label(column.name) if isinstance(column.type, JSON) else column


def _out(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _row(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {name: _in(table.columns[name], value) for name, value in values.items()}


def _in(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, JSON):
        return null() if value is None else json.loads(value)
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return uuid.UUID(value) if isinstance(column.type, Uuid) else value
