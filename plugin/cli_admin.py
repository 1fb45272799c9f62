"""`caveat admin`: who administers, what the audit log says, tokens of programs, and usage."""

import argparse
import csv
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from plugin.config import Settings, from_environment
from plugin.domain.api_scopes import SCOPES
from plugin.domain.audit_words import words_of
from plugin.domain.errors import NamedError
from plugin.services import administrator_links, administrators, api_tokens, audit_reading, usage
from plugin.services.audit import COMMAND
from plugin.store.queries import administrators as queries
from plugin.store.queries import api_tokens as token_queries
from plugin.store.queries import audit as audit_queries
from plugin.store.queries.audit import Filter
from plugin.store.session import Database
from plugin.store.tables import Administrator


def add_arguments(actions: Any) -> None:
    words = "print a link by which the first administrator makes an account, once"
    actions.add_parser("setup-link", help=words).set_defaults(action=_said(_setup_link))
    _administrators(actions.add_parser("administrators", help="list, invite and look after administrators"))
    _tokens(actions.add_parser("tokens", help="list, make and revoke API tokens"))
    audit = actions.add_parser("audit", help="the newest entries of the audit log, or whether it is unbroken")
    audit.add_argument("--check", action="store_true", help="say whether each entry follows from the one before")
    audit.add_argument("--csv", action="store_true", help="all entries as a table")
    audit.add_argument("--last", type=int, default=20, metavar="N", help="how many entries (20)")
    audit.set_defaults(action=_audit)
    usage = actions.add_parser("usage", help="how much, of what, and how often the bands were right")
    usage.add_argument("--days", type=int, default=365, help="handed in during the last so many days (365)")
    usage.add_argument("--csv", action="store_true", help="as a table")
    usage.set_defaults(action=_usage)


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
    invite = verbs.add_parser("invite", help="print a link by which somebody becomes an administrator")
    invite.add_argument("--note", default="", help="whom it is for")
    invite.set_defaults(action=_said(_invite))
    for name, words in (
        ("reset", "print a link by which an administrator chooses new secrets"),
        ("disable", "switch an account off"),
        ("enable", "switch it on again"),
        ("remove", "delete an account"),
    ):
        about = verbs.add_parser(name, help=words)
        about.add_argument("name")
        about.set_defaults(action=_said(_reset if name == "reset" else _decide), change=name)


def _tokens(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("list", help="which programs have a token").set_defaults(action=_token_list)
    make = verbs.add_parser("make", help="print a new token, once")
    make.add_argument("name", help="which program uses it")
    make.add_argument("--scope", action="append", default=[], choices=[scope.value for scope in SCOPES], required=True)
    make.add_argument("--deployment", type=UUID, help="the installation that it reads")
    make.add_argument("--days", type=int, default=90, help="how long it works (90)")
    make.set_defaults(action=_said(_token_make))
    revoke = verbs.add_parser("revoke", help="make a token useless")
    revoke.add_argument("token", type=UUID)
    revoke.set_defaults(action=_token_revoke)


def _said(action: Callable[[argparse.Namespace], int | None]) -> Callable[[argparse.Namespace], int | None]:
    """What cannot be done is said in a sentence."""

    def tried(arguments: argparse.Namespace) -> int | None:
        try:
            return action(arguments)
        except NamedError as error:
            print(f"{error.sentence} {error.next_step} ({error.code})", file=sys.stderr)
            return 1

    return tried


def _setup_link(_: argparse.Namespace) -> None:
    settings = from_environment()
    with Database(settings.database_url).session() as session:
        token = administrator_links.setup(session, COMMAND)
    _print_link(settings, token)


def _invite(arguments: argparse.Namespace) -> None:
    settings = from_environment()
    with Database(settings.database_url).session() as session:
        token = administrator_links.invite(session, COMMAND, arguments.note)
    _print_link(settings, token)


def _reset(arguments: argparse.Namespace) -> None:
    settings = from_environment()
    with Database(settings.database_url).session() as session:
        token = administrator_links.reset(session, COMMAND, _named(session, arguments.name))
    _print_link(settings, token)


def _print_link(settings: Settings, token: str) -> None:
    print(administrator_links.address(settings.base_url, token))
    print("Works once, for a day. Treat it like a password: it is not shown again.")


def _list(_: argparse.Namespace) -> None:
    with _database().session() as session:
        for row, seen in administrators.listed(session):
            state = "off" if row.disabled else "on"
            here = f"{seen:%Y-%m-%d %H:%M} UTC" if seen else "not lately"
            print(f"{row.name}  {state:<3}  {'single sign-on' if row.oidc_sub else 'password'}  last here: {here}")
        if not queries.any_there(session):
            print("Nobody yet. Make a link for the first one: caveat admin setup-link")


def _decide(arguments: argparse.Namespace) -> None:
    changes = {"disable": administrators.disable, "enable": administrators.enable, "remove": administrators.remove}
    with _database().session() as session:
        changes[arguments.change](session, COMMAND, _named(session, arguments.name))
    print({"disable": "Switched off.", "enable": "Switched on.", "remove": "Removed."}[arguments.change])


def _named(session: Any, name: str) -> Administrator:
    row = queries.named(session, name)
    if row is None:
        raise NamedError("no_such_administrator", "Nobody has this name.", "See: caveat admin administrators list")
    return row


def _audit(arguments: argparse.Namespace) -> int:
    database = _database()
    if arguments.csv:
        csv.writer(sys.stdout).writerows(audit_reading.rows(database, Filter()))
        return 0
    with database.session(lasting=False) as session:
        if arguments.check:
            return _say_check(audit_reading.check(session))
        for entry in reversed(audit_queries.newest_first(session, Filter(), limit=max(arguments.last, 1))):
            facts = " ".join(f"{name}={value}" for name, value in sorted(entry.facts.items()))
            who = f"{entry.actor} {entry.actor_id or ''}".strip()
            print(f"{entry.number:>6}  {entry.at:%Y-%m-%d %H:%M:%S}  {who}  {words_of(entry.action)}  {facts}".rstrip())
    return 0


def _say_check(checked: audit_reading.Check) -> int:
    if checked.broken is not None:
        print(f"Entry {checked.broken} does not follow from the one before it.", file=sys.stderr)
        return 1
    print(f"{checked.entries} entries, each follows from the one before it.")
    print(f"What was cut off at the end would not show. Keep this to look for it: {checked.entries} {checked.digest}")
    return 0


def _token_list(_: argparse.Namespace) -> None:
    with _database().session() as session:
        for row in token_queries.all_of_them(session):
            used = f"last used {row.used:%Y-%m-%d %H:%M} UTC" if row.used else "never used"
            where = row.deployment_id or "all"
            print(f"{row.id}  {api_tokens.state_of(row):<7}  {','.join(row.scopes)}  {where}  {used}  {row.name}")


def _token_make(arguments: argparse.Namespace) -> None:
    asked = api_tokens.wanted(arguments.name, arguments.scope, arguments.deployment, arguments.days)
    with _database().session() as session:
        row, token = api_tokens.make(session, COMMAND, asked)
    print(token)
    print(f"Works until {row.expires:%d %b %Y}. It is not shown again.")


def _token_revoke(arguments: argparse.Namespace) -> int:
    with _database().session() as session:
        revoked = api_tokens.revoke(session, COMMAND, arguments.token)
    print("Revoked." if revoked else "There is no such token that works. See: caveat admin tokens list")
    return 0 if revoked else 1


def _usage(arguments: argparse.Namespace) -> None:
    since = datetime.now(UTC) - timedelta(days=max(arguments.days, 1))
    with _database().session(lasting=False) as session:
        rows = list(usage.table(usage.read(session, since)))
    if arguments.csv:
        csv.writer(sys.stdout).writerows(rows)
        return
    print("Numbers below 5 are hidden. Outcomes count only texts that somebody looked into: not the share of AI use.")
    for table, row, column, value in rows[1:]:
        print(f"{table}  {row}  {column}: {'hidden' if value == '' else value}")


def _database() -> Database:
    return Database(from_environment().database_url)
