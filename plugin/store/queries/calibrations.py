"""Calibrations as they are known to the database; their numbers lie in files."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.store.tables import Calibration


def by_name(session: Session, name: str) -> Calibration | None:
    return session.scalar(select(Calibration).where(Calibration.name == name))


def all_of_them(session: Session) -> list[Calibration]:
    """Newest first."""
    return list(session.scalars(select(Calibration).order_by(Calibration.created.desc())))


def ready_names(session: Session) -> list[str]:
    return list(session.scalars(select(Calibration.name).where(Calibration.state == "ready")))
