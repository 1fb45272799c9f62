"""Calibrations as they are known to the database; their numbers lie in files."""

from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from plugin.store.tables import Calibration


def by_name(session: Session, name: str) -> Calibration | None:
    return session.scalar(select(Calibration).where(Calibration.name == name))


def by_id(session: Session, calibration_id: UUID) -> Calibration | None:
    return session.get(Calibration, calibration_id)


def all_of_them(session: Session) -> list[Calibration]:
    """Newest first."""
    return list(session.scalars(select(Calibration).order_by(Calibration.created.desc())))


def ready_names(session: Session) -> list[str]:
    return list(session.scalars(select(Calibration.name).where(Calibration.state == "ready")))


def forget_uploads(connection: Connection) -> None:
    """In a house whose files of jobs stayed elsewhere, no texts are kept."""
    connection.execute(update(Calibration).values(upload_sha256=None))
