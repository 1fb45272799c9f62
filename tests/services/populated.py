"""A row in every table that speaks of people, each text of it a mark of its own: nothing can be overlooked."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, String, Table, Text, select
from sqlalchemy.orm import Session

from plugin.store.files import FileStore
from plugin.store.tables import Base
from plugin.store.tables.base import UtcDateTime

LATER = datetime.now(UTC) + timedelta(days=1)


def tables_about(*roots: str) -> set[str]:
    """The tables whose rows hang on rows of `roots` by keys that the database takes along."""
    found = set(roots)
    while more := {
        table.name for table in Base.metadata.sorted_tables for key in table.foreign_keys
        if key.column.table.name in found and key.ondelete == "CASCADE"
    } - found:  # fmt: skip
        found |= more
    return found


def fill(session: Session, files: FileStore, person_id: UUID, known: dict[str, UUID]) -> dict[str, dict[str, Any]]:
    """A row in each such table for this person. `known`: the ids of rows that hang on nobody (courses, assignments,
    deployments). Returns table -> the values that were written."""
    written: dict[str, dict[str, Any]] = {}
    keys = {"people": person_id} | known
    about = tables_about("people")
    for table in Base.metadata.sorted_tables:
        if table.name == "people" or table.name not in about:
            continue
        there = _already(session, table, keys)
        values = there or _values(table, keys, files)
        if not there:
            session.execute(table.insert().values(values))
        written[table.name] = values
        if "id" in values:
            keys[table.name] = values["id"]
    return written


def _already(session: Session, table: Table, keys: dict[str, UUID]) -> dict[str, Any] | None:
    """The member that the world has made."""
    if table.name != "memberships":
        return None
    row = session.execute(select(table).where(table.c.person_id == keys["people"])).mappings().one()
    return dict(row)


def _values(table: Table, keys: dict[str, UUID], files: FileStore) -> dict[str, Any]:
    return {column.name: _value(table, column, keys, files) for column in table.columns}


def _value(table: Table, column: Column[Any], keys: dict[str, UUID], files: FileStore) -> Any:
    for key in column.foreign_keys:
        return keys[key.column.table.name]
    mark = f"{table.name}.{column.name}"
    if column.name == "sha256" and table.name != "assets" or column.name == "text_sha256":
        return files.put(f"the bytes of {mark} {keys['people']}".encode())
    if isinstance(column.type, String | Text):
        return mark[: getattr(column.type, "length", None) or 99]
    if isinstance(column.type, UtcDateTime):
        return LATER
    if isinstance(column.type, JSON):
        return {"mark": mark}
    samples: dict[type, Any] = {UUID: uuid4(), int: 1, float: 0.5, bool: True}
    return samples[column.type.python_type]
