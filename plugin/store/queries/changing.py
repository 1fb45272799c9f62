"""Compare and set: of several who want the same, one gets it."""

from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session


def changed(session: Session, statement: Any) -> bool:
    """True for the caller whose statement found its one row as it should be. Rows that the session holds already are
    not told."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], result).rowcount == 1
