"""Administrators and their sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from plugin.store.tables import Administrator, AdministratorSession


def open_session(
    session: Session, secret_hash: str, now: datetime, seen_after: datetime
) -> AdministratorSession | None:
    return session.scalar(
        select(AdministratorSession)
        .join(AdministratorSession.administrator)
        .where(
            AdministratorSession.secret_hash == secret_hash,
            AdministratorSession.expires > now,
            AdministratorSession.seen > seen_after,
            Administrator.disabled.is_(None),
        )
        .options(joinedload(AdministratorSession.administrator))
    )


def close_session(session: Session, session_id: UUID) -> None:
    session.execute(delete(AdministratorSession).where(AdministratorSession.id == session_id))


def drop_expired(session: Session, now: datetime) -> None:
    session.execute(delete(AdministratorSession).where(AdministratorSession.expires < now))
