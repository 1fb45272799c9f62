"""Whose account a person has who comes from single sign-on: their own, one by an invitation, or one by the rule."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.oidc_settings import OidcSettings
from plugin.services import administrator_links, administrators
from plugin.store.queries import administrators as queries
from plugin.store.tables import Administrator

_NAMES = ("preferred_username", "email", "name", "sub")


def account_of(session: Session, settings: OidcSettings, claims: Mapping[str, Any], link_token: str) -> Administrator:
    """Raise NamedError where they may not come in."""
    row = queries.by_subject(session, settings.issuer, claims["sub"])
    allowed = is_allowed(claims, settings.allow)
    if row is None and link_token:
        link = administrator_links.find(session, link_token)
        if link.administrator_id is None:
            administrator_links.use(session, link)
            row = _create(session, settings, claims, by_rule=False)
    if row is None and allowed:
        row = _create(session, settings, claims, by_rule=True)
    if row is None or row.disabled or (row.by_rule and not allowed):
        raise _unknown()
    return row


def is_allowed(claims: Mapping[str, Any], rule: tuple[str, str] | None) -> bool:
    """The claim is the value, or a list that holds it."""
    if rule is None:
        return False
    name, value = rule
    told = claims.get(name)
    return value in told if isinstance(told, list) else told == value


def _create(session: Session, settings: OidcSettings, claims: Mapping[str, Any], by_rule: bool) -> Administrator:
    name = _free_name(session, _name(claims))
    return administrators.create(session, name, oidc_issuer=settings.issuer, oidc_sub=claims["sub"], by_rule=by_rule)


def _name(claims: Mapping[str, Any]) -> str:
    for claim in _NAMES:
        told = claims.get(claim)
        if isinstance(told, str) and told.strip():
            plain = " ".join("".join(c if c.isprintable() else " " for c in told).split())
            if plain:
                return plain[: administrators.LONGEST_NAME - 4]
    return "administrator"


def _free_name(session: Session, name: str) -> str:
    """The provider's name for them says who it is, and may be somebody's here already."""
    numbered = (f"{name} {number}" for number in range(2, 100))
    return next((one for one in (name, *numbered) if queries.named(session, one) is None), name)


def _unknown() -> NamedError:
    return NamedError(
        "single_sign_on_unknown",
        say("Your institution knows you, and Caveat does not know you as an administrator."),
        say("Ask an administrator to invite you, then come back by the link that you are given."),
    )
