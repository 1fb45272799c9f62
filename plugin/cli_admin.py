"""`caveat admin`: who administers."""

import argparse
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from plugin import cli_house
from plugin.config import Settings
from plugin.domain.errors import NamedError
from plugin.services import administrator_links, administrators
from plugin.services.audit import COMMAND
from plugin.store.queries import administrators as queries
from plugin.store.session import Database
from plugin.store.tables import Administrator


def add_arguments(actions: Any) -> None:
    words = "print a link by which the first administrator makes an account, once"
    actions.add_parser("setup-link", help=words).set_defaults(action=said(_setup_link))
    _administrators(actions.add_parser("administrators", help="list, invite and look after administrators"))


def say_first_step(settings: Settings) -> None:
    """As the web starts. The link itself is a secret, and no log's business."""
    database = Database(settings.database_url)
    try:
        with database.session(lasting=False) as session:
            if not queries.any_there(session):
                print("No administrator yet. For a link that makes the first one: caveat admin setup-link", flush=True)
    except SQLAlchemyError:
        return  # the pages say it themselves, and `caveat doctor`
    finally:
        database.dispose()


def _administrators(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("list", help="who administers").set_defaults(action=_list)
    verbs.add_parser("links", help="which links are open: invitations, and for new secrets").set_defaults(action=_links)
    withdraw = verbs.add_parser("withdraw", help="make an open link useless")
    withdraw.add_argument("link", type=UUID)
    withdraw.set_defaults(action=_withdraw)
    invite = verbs.add_parser("invite", help="print a link by which somebody becomes an administrator")
    invite.add_argument("--note", default="", help="whom it is for")
    invite.set_defaults(action=said(_invite))
    for name, words in (
        ("reset", "print a link by which an administrator chooses new secrets"),
        ("disable", "switch an account off"),
        ("enable", "switch it on again"),
        ("remove", "delete an account"),
    ):
        about = verbs.add_parser(name, help=words)
        about.add_argument("name")
        about.set_defaults(action=said(_reset if name == "reset" else _decide), change=name)


def said(action: Callable[[argparse.Namespace], int | None]) -> Callable[[argparse.Namespace], int | None]:
    """What cannot be done is said in a sentence."""

    def tried(arguments: argparse.Namespace) -> int | None:
        try:
            return action(arguments)
        except NamedError as error:
            print(f"{error.sentence} {error.next_step} ({error.code})", file=sys.stderr)
            return 1

    return tried


def _setup_link(_: argparse.Namespace) -> None:
    database, settings = cli_house.here()
    with database.session() as session:
        token = administrator_links.setup(session, COMMAND)
    _print_link(settings, token)


def _invite(arguments: argparse.Namespace) -> None:
    database, settings = cli_house.here()
    with database.session() as session:
        token = administrator_links.invite(session, COMMAND, arguments.note)
    _print_link(settings, token)


def _reset(arguments: argparse.Namespace) -> None:
    database, settings = cli_house.here()
    with database.session() as session:
        token = administrator_links.reset(session, COMMAND, _named(session, arguments.name))
    _print_link(settings, token)


def _print_link(settings: Settings, token: str) -> None:
    print(administrator_links.address(settings.base_url, token))
    print("Works once, for a day. Treat it like a password: it is not shown again.")


def _list(_: argparse.Namespace) -> None:
    with cli_house.database().session() as session:
        for row, seen in administrators.listed(session):
            state = "off" if row.disabled else "on"
            here = f"{seen:%Y-%m-%d %H:%M} UTC" if seen else "not lately"
            print(f"{row.name}  {state:<3}  {'single sign-on' if row.oidc_sub else 'password'}  last here: {here}")
        if not queries.any_there(session):
            print("Nobody yet. Make a link for the first one: caveat admin setup-link")


def _links(_: argparse.Namespace) -> None:
    with cli_house.database().session() as session:
        found = administrator_links.still_open(session)
    for link, owner in found:
        whom = f"new secrets of {owner}" if owner else link.remark or "no note"
        print(f"{link.id}  {link.kind}  works until {link.expires:%Y-%m-%d %H:%M} UTC  {whom}")
    if not found:
        print("No link is open.")


def _withdraw(arguments: argparse.Namespace) -> int:
    with cli_house.database().session() as session:
        withdrawn = administrator_links.withdraw(session, COMMAND, arguments.link)
    print("Withdrawn." if withdrawn else "There is no such open link. See: caveat admin administrators links")
    return 0 if withdrawn else 1


def _decide(arguments: argparse.Namespace) -> None:
    changes = {"disable": administrators.disable, "enable": administrators.enable, "remove": administrators.remove}
    with cli_house.database().session() as session:
        changes[arguments.change](session, COMMAND, _named(session, arguments.name))
    print({"disable": "Switched off.", "enable": "Switched on.", "remove": "Removed."}[arguments.change])


def _named(session: Any, name: str) -> Administrator:
    row = queries.named(session, name)
    if row is None:
        raise NamedError("no_such_administrator", "Nobody has this name.", "See: caveat admin administrators list")
    return row
