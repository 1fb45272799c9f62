"""Administrators and their open sessions."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.services.tokens import hashed, new_secret
from plugin.store.queries import administrators
from plugin.store.tables import Administrator, AdministratorSession

SESSION_LIFETIME = timedelta(hours=8)
IDLE = timedelta(minutes=60)
_SEEN_EVERY = timedelta(minutes=1)


def open_session(session: Session, administrator: Administrator) -> str:
    """Return the secret that the browser keeps."""
    secret, now = new_secret(), datetime.now(UTC)
    session.add(
        AdministratorSession(
            secret_hash=hashed(secret), administrator_id=administrator.id, expires=now + SESSION_LIFETIME, seen=now
        )
    )
    session.flush()
    return secret


def session_of(session: Session, secret: str) -> AdministratorSession | None:
    """The open session of this secret, which was used within the last hour, with its administrator."""
    now = datetime.now(UTC)
    found = administrators.open_session(session, hashed(secret), now, now - IDLE)
    if found and now - found.seen > _SEEN_EVERY:
        found.seen = now
    return found


def close_session(session: Session, session_id: UUID) -> None:
    administrators.close_session(session, session_id)
