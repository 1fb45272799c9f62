"""Tokens of programs, and the installations that they read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from plugin.store.queries.changing import changed
from plugin.store.tables import Administrator, ApiToken, Deployment


def find(session: Session, token_hash: str) -> ApiToken | None:
    return session.scalar(select(ApiToken).where(ApiToken.token_hash == token_hash))


def all_of_them(session: Session) -> Sequence[ApiToken]:
    """Newest first."""
    return session.scalars(select(ApiToken).order_by(ApiToken.created.desc())).all()


def used(session: Session, token_id: UUID, now: datetime, before: datetime) -> None:
    """Written down now and then: a row that every call wrote would hold the others up."""
    stale = (ApiToken.used.is_(None)) | (ApiToken.used < before)
    query = update(ApiToken).where(ApiToken.id == token_id, stale).values(used=now)
    session.execute(query.execution_options(synchronize_session=False))


def revoke(session: Session, token_id: UUID, now: datetime) -> bool:
    query = update(ApiToken).where(ApiToken.id == token_id, ApiToken.revoked.is_(None)).values(revoked=now)
    return changed(session, query)


def made_by(session: Session, administrator_id: UUID) -> Sequence[UUID]:
    """The ids of those that were not revoked."""
    query = select(ApiToken.id).where(ApiToken.made_by == administrator_id, ApiToken.revoked.is_(None))
    return session.scalars(query).all()


def deployments(session: Session) -> Sequence[Deployment]:
    """With their registrations, for a list to choose from."""
    return session.scalars(
        select(Deployment).options(joinedload(Deployment.registration)).order_by(Deployment.created)
    ).all()


def names_of_makers(session: Session) -> dict[UUID, str]:
    query = select(Administrator.id, Administrator.name).join(ApiToken, ApiToken.made_by == Administrator.id)
    return {row[0]: row[1] for row in session.execute(query)}
