"""Logins under way: begun at once where the browser is known, else through a ticket that finds out what it keeps.

A browser without our cookie is sent to our own door first. What binds its launch is made there and not before: whoever
fetched the ticket and had somebody else open it would know nothing of the login that follows (no login CSRF).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from plugin.lms.errors import LaunchRefusedError
from plugin.lms.login import LoginRedirect, begin_login
from plugin.services.platforms import platform_of
from plugin.services.tokens import hashed, new_secret
from plugin.store.queries import arriving, platforms
from plugin.store.queries.arriving import Registered
from plugin.store.tables import LoginState, Registration

STATE_LIFETIME = timedelta(minutes=10)
TICKET_LIFETIME = timedelta(minutes=2)
_KEPT = ("iss", "client_id", "login_hint", "lti_message_hint", "lti_deployment_id", "target_link_uri")
_FRAME_NAME = re.compile(r"[\w.:-]{1,255}", re.ASCII)


@dataclass(frozen=True)
class Knock:
    """A login request that waits, or may have to begin again."""

    registration: Registration
    parameters: Mapping[str, str]


def start_login(session: Session, parameters: Mapping[str, str], launch_url: str, browser: str) -> LoginRedirect:
    """Answer a login request and remember state and nonce for this browser. Raises LaunchRefusedError."""
    registration, redirect = _begin(session, parameters, launch_url)
    arriving.add_login(session, **_row(registration, redirect, parameters, browser, STATE_LIFETIME))
    return redirect


def take_ticket(
    session: Session, parameters: Mapping[str, str], launch_url: str, lifetime: timedelta = TICKET_LIFETIME
) -> str:
    """Keep a login request for a moment; the ticket fetches it back once. Raises LaunchRefusedError."""
    registration, redirect = _begin(session, parameters, launch_url)  # whether it is one; its state stays here
    ticket = new_secret()
    row = _row(registration, redirect, parameters, new_secret(), lifetime)
    arriving.add_login(session, ticket_hash=hashed(ticket), **row)
    return ticket


def redeem(session: Session, ticket: str) -> Knock:
    """The request that the ticket stands for; it is used up. Raises LaunchRefusedError."""
    row = platforms.take_ticket(session, hashed(ticket))
    if row is None:
        raise LaunchRefusedError("state", 401)
    if row.expires < datetime.now(UTC):
        raise LaunchRefusedError("state_expired", 401)
    return _knock(session, row)


def waiting(session: Session, state: str) -> Knock | None:
    """The login that a launch answers, left as it is: nothing has shown yet that the launch comes from its browser."""
    row = platforms.login_state(session, hashed(state))
    return _knock(session, row) if row is not None and row.expires >= datetime.now(UTC) else None


def _knock(session: Session, row: LoginState) -> Knock:
    target = {"lti_storage_target": row.storage_target} if row.storage_target else {}
    return Knock(session.get_one(Registration, row.registration_id), row.parameters | target)


def _begin(
    session: Session, parameters: Mapping[str, str], launch_url: str
) -> tuple[Registration | Registered, LoginRedirect]:
    issuer = parameters.get("iss", "")
    if not (issuer + parameters.get("client_id", "")).isprintable():  # PostgreSQL takes no NUL
        raise LaunchRefusedError("registration_unknown")
    if any("\0" in value for value in parameters.values()):
        raise LaunchRefusedError("login_incomplete")
    registration = _registered(session, issuer, parameters.get("client_id"))
    if registration is None:
        raise LaunchRefusedError("registration_unknown")
    return registration, begin_login(parameters, platform_of(registration), launch_url)


def _registered(session: Session, issuer: str, client_id: str | None) -> Registration | Registered | None:
    if client_id:
        return arriving.registered(session, issuer, client_id)
    return platforms.find_registration(session, issuer, None)


def _row(
    registration: Registration | Registered,
    redirect: LoginRedirect,
    parameters: Mapping[str, str],
    browser: str,
    life: timedelta,
) -> dict[str, Any]:
    return {
        "state_hash": hashed(redirect.state),
        "nonce": redirect.nonce,
        "browser_hash": hashed(browser),
        "registration_id": registration.id,
        "expires": datetime.now(UTC) + life,
        "storage_target": storage_target(parameters),
        "parameters": {name: parameters[name] for name in _KEPT if name in parameters},
    }


def storage_target(parameters: Mapping[str, str]) -> str | None:
    """The platform's frame that keeps things for tools, where it names one that could be a frame's name."""
    target = parameters.get("lti_storage_target", "")
    return target if _FRAME_NAME.fullmatch(target) else None
