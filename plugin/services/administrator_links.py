"""Links that work once and for a day: for the first administrator, for one who is invited, for one who lost the key."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.services import administrators, audit
from plugin.services.audit import Actor
from plugin.services.tokens import hashed, new_secret
from plugin.store.queries import administrators as queries
from plugin.store.queries import ways_in
from plugin.store.tables import Administrator, AdministratorLink

SETUP, INVITE, RESET = "setup", "invite", "reset"
LIFETIME = timedelta(hours=24)


def address(base_url: str, token: str) -> str:
    """Where the link leads."""
    return f"{base_url}/admin/begin?link={token}"


def setup(session: Session, actor: Actor) -> str:
    """The token for the first account; an earlier one works no longer. Raise NamedError where there is an account."""
    if queries.any_there(session):
        raise NamedError(
            "administrator_there",
            say("There is an administrator already."),
            say("Make a link for another: caveat admin administrators invite"),
        )
    ways_in.drop_links(session, SETUP)
    return _make(session, actor, SETUP, "administrator.setup_link")


def invite(session: Session, actor: Actor, remark: str) -> str:
    return _make(session, actor, INVITE, "administrator.invited", remark=" ".join(remark.split())[:128])


def reset(session: Session, actor: Actor, row: Administrator) -> str:
    """The old secrets work until the link is used. Raise NamedError for an account that the rule for single sign-on
    lets in, each time anew: with secrets of its own it would come in without."""
    if row.by_rule:
        raise NamedError(
            "by_rule",
            say("The rule for single sign-on lets this account in. It has no secrets of its own."),
            say("Invite this person to an account of their own, if they shall come in without the rule."),
        )
    ways_in.drop_links(session, RESET, row.id)
    return _make(session, actor, RESET, "administrator.reset_link", administrator_id=row.id)


def find(session: Session, token: str) -> AdministratorLink:
    """Raise NamedError unless it can be used."""
    found = ways_in.link(session, hashed(token)) if token else None
    if found is None or not _works(session, found):
        raise _useless()
    return found


def use(session: Session, link: AdministratorLink) -> None:
    """Raise NamedError where somebody else was faster."""
    if not ways_in.use_link(session, link.id, datetime.now(UTC)):
        raise _useless()


def withdraw(session: Session, actor: Actor, link_id: UUID) -> bool:
    withdrawn = ways_in.drop_link(session, link_id)
    if withdrawn:
        audit.note(session, actor, "administrator.link_withdrawn", subject_id=link_id)
    return withdrawn


def still_open(session: Session) -> list[tuple[AdministratorLink, str]]:
    """Each with the name of whose secrets it is for, "" for an invitation."""
    names = {row.id: row.name for row in queries.all_of_them(session)}
    links = ways_in.open_links(session, datetime.now(UTC))
    return [(link, names.get(link.administrator_id, "") if link.administrator_id else "") for link in links]


def account_of(session: Session, link: AdministratorLink, name: str) -> Administrator:
    """The one that the link is for: a new one of this name, or the one to be reset. Raise NamedError."""
    if link.administrator_id is not None:
        row = session.get_one(Administrator, link.administrator_id)
        audit.note(session, administrators.of(row), "administrator.reset", subject_id=row.id)
        return row
    return administrators.create(session, administrators.checked_name(name))


def _make(session: Session, actor: Actor, kind: str, action: str, **values: object) -> str:
    token = new_secret()
    made_by = actor.id if actor.kind == "administrator" else None
    expires = datetime.now(UTC) + LIFETIME
    row = AdministratorLink(token_hash=hashed(token), kind=kind, expires=expires, made_by=made_by, **values)
    session.add(row)
    session.flush()
    audit.note(session, actor, action, subject_id=row.administrator_id or row.id)
    return token


def _works(session: Session, link: AdministratorLink) -> bool:
    """The link of the first account is worth nothing once there is one."""
    early = link.kind != SETUP or not queries.any_there(session)
    return link.used is None and link.expires > datetime.now(UTC) and early


def _useless() -> NamedError:
    return NamedError(
        "link_useless",
        say("This link is not known, was used, or is older than a day."),
        say("Ask for a new one: whoever runs the server can make it by the command caveat admin."),
    )
