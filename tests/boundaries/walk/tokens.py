"""Tokens of programs: one that may all, and those that may not."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.api_scopes import ApiScope
from plugin.services import api_tokens
from plugin.services.audit import COMMAND


@dataclass(frozen=True)
class Tokens:
    """`token_id`: of the one that may all; `wrong`: what each other token is, and what it is answered: 401 for no token
    that works, 403 for one that may not do this, 404 for one that finds nothing. `without`: may all but one thing."""

    right: str
    token_id: UUID
    wrong: dict[str, tuple[str, int]]
    without: dict[ApiScope, str]


def make_tokens(session: Session, home: UUID, other: UUID, blocked: UUID) -> Tokens:
    everything = list(ApiScope)

    def make(scopes: list[ApiScope], deployment: UUID | None) -> tuple[UUID, str]:
        row, token = api_tokens.make(session, COMMAND, api_tokens.wanted("a program", scopes, deployment, 9))
        return row.id, token

    token_id, right = make(everything, home)
    revoked, expired = make(everything, home), make(everything, home)
    api_tokens.revoke(session, COMMAND, revoked[0])
    found = api_tokens.open_token(session, expired[1])
    assert found is not None
    found.expires = datetime.now(UTC) - timedelta(minutes=1)
    wrong = {
        "no token": ("", 401),
        "a made-up token": ("caveat_" + "x" * 43, 401),
        "a revoked token": (revoked[1], 401),
        "an expired token": (expired[1], 401),
        "a token of a blocked installation": (make(everything, blocked)[1], 403),
        "a token of no installation": (make([ApiScope.USAGE_READ], None)[1], 403),
        "a token of another installation": (make(everything, other)[1], 404),
    }
    without = {scope: make([one for one in everything if one is not scope], home)[1] for scope in everything}
    return Tokens(right, token_id, wrong, without)
