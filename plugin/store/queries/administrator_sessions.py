"""Where administrators are signed in."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select
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


def close_by_secret(session: Session, secret_hash: str) -> None:
    session.execute(delete(AdministratorSession).where(AdministratorSession.secret_hash == secret_hash))


def close_sessions_of(session: Session, administrator_id: UUID, but: UUID | None = None) -> int:
    others = [] if but is None else [AdministratorSession.id != but]
    query = delete(AdministratorSession).where(AdministratorSession.administrator_id == administrator_id, *others)
    return cast(CursorResult[Any], session.execute(query)).rowcount


def sessions_of(session: Session, administrator_id: UUID, now: datetime, seen_after: datetime) -> int:
    still = AdministratorSession.expires > now, AdministratorSession.seen > seen_after
    query = select(func.count()).where(AdministratorSession.administrator_id == administrator_id, *still)
    return session.scalar(query) or 0


def last_seen(session: Session) -> dict[UUID, datetime]:
    """When each was last here, as far as their sessions are still kept."""
    query = select(AdministratorSession.administrator_id, func.max(AdministratorSession.seen))
    return {row[0]: row[1] for row in session.execute(query.group_by(AdministratorSession.administrator_id))}


def drop_expired(session: Session, now: datetime) -> None:
    session.execute(delete(AdministratorSession).where(AdministratorSession.expires < now))
