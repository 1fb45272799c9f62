"""Invitations to connect a platform: found by the hash of their token, used once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from plugin.store.tables import Invitation


def all_of_them(session: Session) -> list[Invitation]:
    return list(session.scalars(select(Invitation).order_by(Invitation.created)))


def find(session: Session, token_hash: str) -> Invitation | None:
    return session.scalar(select(Invitation).where(Invitation.token_hash == token_hash))


def by_id(session: Session, invitation_id: UUID) -> Invitation | None:
    return session.get(Invitation, invitation_id)


def use(session: Session, invitation_id: UUID, registration_id: UUID, moment: datetime) -> bool:
    """Mark it used, and by whom. Of two who come at once only one can; nobody can where it was withdrawn."""
    used = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used.is_(None))
        .values(used=moment, registration_id=registration_id)
    )
    return used.rowcount == 1  # type: ignore[attr-defined,no-any-return]


def withdraw(session: Session, invitation_id: UUID) -> bool:
    """One that was used stays, as a record of how the registration came about."""
    gone = session.execute(delete(Invitation).where(Invitation.id == invitation_id, Invitation.used.is_(None)))
    return gone.rowcount == 1  # type: ignore[attr-defined,no-any-return]
