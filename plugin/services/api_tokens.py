"""Tokens by which programs come in. A token is told once, when it is made, and kept as a hash."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.api_scopes import OF_ONE_INSTALLATION, ApiScope
from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.services import audit
from plugin.services.audit import Actor
from plugin.services.tokens import hashed, new_secret
from plugin.store.queries import api_tokens
from plugin.store.tables import ApiToken, Deployment

PREFIX = "caveat_"  # so that a program that looks for leaked secrets knows one
MOST_DAYS = 366
_USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Wanted:
    """`days`: how long it works, 1 to 366. `deployment_id` None: all installations, for counts only."""

    name: str
    scopes: frozenset[ApiScope]
    deployment_id: UUID | None
    days: int


def wanted(name: str, scopes: Iterable[str], deployment_id: UUID | None, days: int) -> Wanted:
    """Raise NamedError for what cannot be."""
    plain = " ".join(name.split())[:128]
    known = frozenset(ApiScope(scope) for scope in scopes if scope in list(ApiScope))
    if not plain:
        raise NamedError("token_name", say("The token needs a name."), say("Write which program uses it."))
    if not known:
        raise NamedError("token_scopes", say("The token may do nothing."), say("Choose at least one thing."))
    if deployment_id is None and known & OF_ONE_INSTALLATION:
        step = say("Choose the installation whose submissions the program may reach.")
        raise NamedError("token_deployment", say("Submissions are reached in one installation at a time."), step)
    if not 1 <= days <= MOST_DAYS:
        step = say("Choose 1 to %(most)s days.", most=MOST_DAYS)
        raise NamedError("token_days", say("A token has to end some day."), step)
    return Wanted(plain, known, deployment_id, days)


def make(session: Session, actor: Actor, asked: Wanted) -> tuple[ApiToken, str]:
    """The row, and the token, which is told this once. Raise NamedError for an installation that is not there."""
    if asked.deployment_id is not None and session.get(Deployment, asked.deployment_id) is None:
        raise NamedError("token_deployment", say("There is no such installation."), say("Choose one of the list."))
    token = PREFIX + new_secret()
    row = ApiToken(
        name=asked.name,
        token_hash=hashed(token),
        scopes=sorted(asked.scopes),
        deployment_id=asked.deployment_id,
        made_by=actor.id if actor.kind == "administrator" else None,
        expires=datetime.now(UTC) + timedelta(days=asked.days),
    )
    session.add(row)
    session.flush()
    facts: dict[str, Any] = {"scopes": row.scopes, "deployment_id": str(row.deployment_id or ""), "days": asked.days}
    audit.note(session, actor, "token.made", subject_id=row.id, **facts)
    return row, token


def revoke(session: Session, actor: Actor, token_id: UUID) -> bool:
    revoked = api_tokens.revoke(session, token_id, datetime.now(UTC))
    if revoked:
        audit.note(session, actor, "token.revoked", subject_id=token_id)
    return revoked


def revoke_those_of(session: Session, actor: Actor, administrator_id: UUID) -> None:
    """Whoever may enter no longer has no way in by a program either: a token tells nobody who copied it."""
    for token_id in api_tokens.made_by(session, administrator_id):
        revoke(session, actor, token_id)


def state_of(row: ApiToken) -> str:
    """works | expired | revoked"""
    if row.revoked is not None:
        return "revoked"
    return "expired" if row.expires is not None and row.expires <= datetime.now(UTC) else "works"


def open_token(session: Session, token: str) -> ApiToken | None:
    """The row of a token that works. When it was last used is known to the minute."""
    row = api_tokens.find(session, hashed(token)) if token.startswith(PREFIX) else None
    if row is None or state_of(row) != "works":
        return None
    now = datetime.now(UTC)
    if row.used is None or now - row.used >= _USED_EVERY:
        api_tokens.used(session, row.id, now, now - _USED_EVERY)
    return row
