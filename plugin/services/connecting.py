"""A platform connects itself: an invitation, its configuration, our registration there, a row here."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.lms import registration as lti
from plugin.lms.errors import RegistrationRefusedError
from plugin.lms.openid_configuration import PlatformConfiguration, read_configuration
from plugin.lms.outgoing import PlatformSession
from plugin.lms.registration import Registered
from plugin.lms.tool_description import Choices, Tool
from plugin.services import audit, platforms
from plugin.services.audit import COMMAND, SYSTEM, Actor
from plugin.services.tokens import hashed, new_secret
from plugin.store.queries import invitations
from plugin.store.queries import platforms as queries
from plugin.store.session import Database
from plugin.store.tables import Invitation, Registration

log = logging.getLogger(__name__)
MAX_DAYS = 90


@dataclass(frozen=True)
class Knock:
    """A platform that came with an invitation, its own token for us, and what it says of itself."""

    invitation: str
    registration_token: str
    configuration: PlatformConfiguration


def invite(session: Session, note: str, days: int, actor: Actor = COMMAND) -> tuple[Invitation, str]:
    """A new invitation, and its token, which is told this once."""
    token = new_secret()
    expires = datetime.now(UTC) + timedelta(days=days)
    row = Invitation(token_hash=hashed(token), remark=note[:255], expires=expires)
    session.add(row)
    session.flush()
    audit.note(session, actor, "invitation.made", subject_id=row.id, days=days)
    return row, token


def link(base_url: str, token: str) -> str:
    """What is pasted into the LMS."""
    return f"{base_url}/lti/register?invitation={token}"


def withdraw(session: Session, invitation_id: UUID, actor: Actor = COMMAND) -> bool:
    """False where it was used, withdrawn before, or never made."""
    withdrawn = invitations.withdraw(session, invitation_id)
    if withdrawn:
        audit.note(session, actor, "invitation.withdrawn", subject_id=invitation_id)
    return withdrawn


def state_of(invitation: Invitation) -> str:
    if invitation.used is not None:
        return "used"
    return "expired" if invitation.expires < datetime.now(UTC) else "open"


def open_invitation(session: Session, token: str) -> Invitation:
    """Raise RegistrationRefusedError unless it can still be used."""
    row = invitations.find(session, hashed(token)) if token else None
    if row is None:
        raise RegistrationRefusedError("invitation_unknown", 403)
    if state_of(row) != "open":
        raise RegistrationRefusedError(f"invitation_{state_of(row)}", 403)
    return row


def meet(database: Database, http: PlatformSession, invitation: str, url: str, registration_token: str) -> Knock:
    """Ask the platform that knocks who it is. Raise RegistrationRefusedError."""
    with database.session() as session:
        open_invitation(session, invitation)
    return Knock(invitation, registration_token, read_configuration(http, url, registration_token))


def connect(
    database: Database, http: PlatformSession, knock: Knock, tool: Tool, choices: Choices, approve_first: bool
) -> Registered:
    """Register us there, and them here. Nothing is written, and the invitation stays open, unless all of it works.

    No transaction is open while the platform is asked; whoever was faster with the same invitation has won.
    """
    with database.session() as session:
        open_invitation(session, knock.invitation)
    registered = lti.register(http, knock.configuration, knock.registration_token, tool, choices)
    with database.session() as session:
        opened = open_invitation(session, knock.invitation)
        row = _write(session, knock.configuration, registered, opened.remark, approve_first)
        if not invitations.use(session, opened.id, row.id, datetime.now(UTC)):
            raise RegistrationRefusedError("invitation_used", 403)
        audit.note(session, SYSTEM, "registration.connected", subject_id=row.id, invitation_id=str(opened.id))
    log.info("registration %s connected by invitation %s", row.id, opened.id)
    return registered


def _write(
    session: Session, configuration: PlatformConfiguration, registered: Registered, remark: str, approve_first: bool
) -> Registration:
    platform = configuration.platform(registered.client_id)
    known = queries.find_registration(session, platform.issuer, platform.client_id)
    # Whoever holds an invitation must not be able to turn somebody else's registration to another address.
    if known is not None and platforms.platform_of(known) != platform:
        raise RegistrationRefusedError("registration_known", 409)
    name = configuration.name or remark or configuration.host
    approved = registered.lti_deployment_id if approve_first else None
    row = platforms.register(session, platform, [approved] if approved else [], name)
    row.platform_family = configuration.family
    if registered.lti_deployment_id is None:
        row.approve_first = approve_first
    elif not approve_first:
        queries.deployment(session, row.id, registered.lti_deployment_id)
    session.flush()
    return row
