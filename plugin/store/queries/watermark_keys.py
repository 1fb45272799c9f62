"""Keys of watermarks to look for."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from plugin.store.tables import WatermarkKey


def all_keys(session: Session) -> list[WatermarkKey]:
    return list(session.scalars(select(WatermarkKey).order_by(WatermarkKey.name)))


def find(session: Session, name: str) -> WatermarkKey | None:
    return session.scalar(select(WatermarkKey).where(WatermarkKey.name == name))


def remove(session: Session, name: str) -> bool:
    result = session.execute(delete(WatermarkKey).where(WatermarkKey.name == name))
    return result.rowcount == 1  # type: ignore[attr-defined,no-any-return]
