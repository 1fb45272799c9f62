"""Rows for tables as an earlier version had them: what the code of that time wrote and reads."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CHAR, JSON, Column, Connection, DateTime, LargeBinary, MetaData, Table, select

from plugin.store.tables.base import UtcDateTime

_WHEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
Rows = dict[str, list[tuple[Any, ...]]]


def tables_of(connection: Connection) -> list[Table]:
    """All that stand there, none before those it points to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def add_row(connection: Connection, tables: list[Table], number: int) -> None:
    """To each table, with a value in every column; `number` makes it another than those before."""
    keys: dict[str, Any] = {}
    for table in tables:
        values = {column.name: _value(table, column, keys, number) for column in table.columns}
        connection.execute(table.insert().values(values))
        keys |= {f"{table.name}.{name}": value for name, value in values.items()}


def rows_of(connection: Connection, tables: list[Table]) -> Rows:
    """As the code of that time would read them, in an order of their own."""
    return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in tables}


def _value(table: Table, column: Column[Any], keys: dict[str, Any], number: int) -> Any:
    for key in column.foreign_keys:
        return keys.get(key.target_fullname)  # None: of the table itself
    if column.name == "position":
        return 0  # every submission has a first document
    if isinstance(column.type, CHAR) and column.type.length == 32:  # SQLite has no type for it
        return uuid.uuid4().hex
    if isinstance(column.type, DateTime | UtcDateTime):
        return _WHEN
    if isinstance(column.type, LargeBinary):
        return b"sealed %d" % number
    if isinstance(column.type, JSON):
        return {"row": number}
    if column.type.python_type is str:
        return f"{number} {table.name}.{column.name}"[: getattr(column.type, "length", None) or 99]
    samples: dict[type, Any] = {uuid.UUID: uuid.uuid4(), int: number, float: number / 2, bool: bool(number % 2)}
    return samples[column.type.python_type]
