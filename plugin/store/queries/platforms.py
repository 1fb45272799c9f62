"""Registrations, deployments, our keys, and logins under way."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, joinedload

from plugin.store.queries.unique import get_or_create
from plugin.store.tables import Deployment, LoginState, Registration, ToolKey


def find_registration(session: Session, issuer: str, client_id: str | None) -> Registration | None:
    """By (issuer, client id). Without a client id only when the issuer has a single registration."""
    query = select(Registration).where(Registration.issuer == issuer)
    if client_id:
        return session.scalar(query.where(Registration.client_id == client_id))
    found = list(session.scalars(query.limit(2)))
    return found[0] if len(found) == 1 else None


def registrations(session: Session) -> list[Registration]:
    return list(session.scalars(select(Registration).order_by(Registration.created)))


def registration(session: Session, registration_id: UUID) -> Registration | None:
    return session.get(Registration, registration_id)


def deployments(session: Session) -> list[Deployment]:
    every = select(Deployment).options(joinedload(Deployment.registration)).order_by(Deployment.created)
    return list(session.scalars(every))


def deployments_of(session: Session, registration_id: UUID) -> list[Deployment]:
    of_it = select(Deployment).where(Deployment.registration_id == registration_id).order_by(Deployment.created)
    return list(session.scalars(of_it))


def to_be_checked(session: Session) -> list[UUID]:
    return list(session.scalars(select(Registration.id).where(Registration.check_asked.is_not(None)).limit(100)))


def deployment(session: Session, registration_id: UUID, lti_deployment_id: str) -> Deployment:
    """The deployment, made as pending when it was never seen before; approved when it is a first that needs no word."""
    row = get_or_create(session, Deployment, registration_id=registration_id, lti_deployment_id=lti_deployment_id)
    if row.state == "pending" and _take_first_approval(session, registration_id):
        row.state = "approved"
    return row


def _take_first_approval(session: Session, registration_id: UUID) -> bool:
    """Of two deployments that come at once only one is the first."""
    taken = session.execute(
        update(Registration)
        .where(Registration.id == registration_id, Registration.approve_first)
        .values(approve_first=False)
    )
    return taken.rowcount == 1  # type: ignore[attr-defined,no-any-return]


def signing_key(session: Session) -> ToolKey | None:
    """The newest whose time to sign has come."""
    due = or_(ToolKey.signs_from.is_(None), ToolKey.signs_from <= datetime.now(UTC))
    newest = select(ToolKey).where(ToolKey.retired.is_(None), due).order_by(ToolKey.created.desc()).limit(1)
    return session.scalar(newest)


def published_key(session: Session, kid: str) -> ToolKey | None:
    return session.scalar(select(ToolKey).where(ToolKey.kid == kid, ToolKey.retired.is_(None)))


def keys(session: Session) -> list[ToolKey]:
    return list(session.scalars(select(ToolKey).order_by(ToolKey.created.desc())))


def published_keys(session: Session) -> list[ToolKey]:
    """Old keys stay published until one is retired: platforms cache key sets, some for the life of their process."""
    return [key for key in keys(session) if key.retired is None]


def login_state(session: Session, state_hash: str) -> LoginState | None:
    return session.scalar(select(LoginState).where(LoginState.state_hash == state_hash))


def take_ticket(session: Session, ticket_hash: str) -> LoginState | None:
    """Of two uses of one ticket only one gets the row."""
    row = session.scalar(select(LoginState).where(LoginState.ticket_hash == ticket_hash))
    return _taken(session, row)


def _taken(session: Session, row: LoginState | None) -> LoginState | None:
    if row is None:
        return None
    gone = session.execute(delete(LoginState).where(LoginState.id == row.id))
    return row if gone.rowcount == 1 else None  # type: ignore[attr-defined]


def drop_expired_logins(session: Session) -> int:
    result = session.execute(delete(LoginState).where(LoginState.expires < datetime.now(UTC) - timedelta(minutes=1)))
    return result.rowcount  # type: ignore[attr-defined,no-any-return]
