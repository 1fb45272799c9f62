"""Get a row by its key or make it; two who try at once end with the same row. And many rows at once."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, String, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plugin.store.tables import Base

Row = TypeVar("Row", bound=Base)


def get_or_create(session: Session, table: type[Row], **key: Any) -> Row:
    found = session.scalar(select(table).filter_by(**key))
    if found is not None:
        return found
    try:
        with session.begin_nested():
            row = table(**key)
            session.add(row)
        return row
    except IntegrityError:  # somebody else was first
        return session.scalars(select(table).filter_by(**key)).one()


def upsert(session: Session, table: type[Base], rows: list[dict[str, Any]], key: tuple[str, ...]) -> list[Any]:
    """Insert `rows`, or bring up to date what is there by its key; an empty text never replaces one that is there.

    All rows name the same columns. Returns id and key of each. Hundreds of rows go in one statement.
    """
    if not rows:
        return []
    kind: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    columns: Any = table.__table__.c
    statement = kind.insert(table.__table__)
    changes = {name: _newer(columns[name], statement.excluded[name]) for name in rows[0] if name not in key}
    statement = statement.on_conflict_do_update(index_elements=list(key), set_=changes)
    return list(session.execute(statement.returning(columns.id, *(columns[name] for name in key)), rows))


def in_parts(ids: Sequence[Any], size: int = 1000) -> Iterator[Sequence[Any]]:
    """A statement takes only so many parameters."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _newer(old: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(func.nullif(new, ""), old) if isinstance(old.type, String) else new
