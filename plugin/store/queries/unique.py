"""Get a row by its key or make it; two who try at once end with the same row."""

from typing import Any, TypeVar

from sqlalchemy import select
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
