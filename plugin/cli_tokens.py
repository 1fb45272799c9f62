"""`caveat admin tokens`: by which programs come in."""

import argparse
from typing import Any
from uuid import UUID

from plugin import cli_house
from plugin.cli_admin import said
from plugin.domain.api_scopes import SCOPES
from plugin.services import api_tokens
from plugin.services.audit import COMMAND
from plugin.store.queries import api_tokens as queries


def add_arguments(actions: Any) -> None:
    parser = actions.add_parser("tokens", help="list, make and revoke API tokens")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("list", help="which programs have a token").set_defaults(action=_list)
    make = verbs.add_parser("make", help="print a new token, once")
    make.add_argument("name", help="which program uses it")
    make.add_argument("--scope", action="append", default=[], choices=[scope.value for scope in SCOPES], required=True)
    make.add_argument("--deployment", type=UUID, help="the installation that it reads")
    make.add_argument("--days", type=int, default=90, help="how long it works (90)")
    make.set_defaults(action=said(_make))
    revoke = verbs.add_parser("revoke", help="make a token useless")
    revoke.add_argument("token", type=UUID)
    revoke.set_defaults(action=_revoke)


def _list(_: argparse.Namespace) -> None:
    with cli_house.database().session() as session:
        for row in queries.all_of_them(session):
            used = f"last used {row.used:%Y-%m-%d %H:%M} UTC" if row.used else "never used"
            where = row.deployment_id or "all"
            print(f"{row.id}  {api_tokens.state_of(row):<7}  {','.join(row.scopes)}  {where}  {used}  {row.name}")


def _make(arguments: argparse.Namespace) -> None:
    asked = api_tokens.wanted(arguments.name, arguments.scope, arguments.deployment, arguments.days)
    with cli_house.database().session() as session:
        row, token = api_tokens.make(session, COMMAND, asked)
    print(token)
    print(f"Works until {row.expires:%d %b %Y}. It is not shown again.")


def _revoke(arguments: argparse.Namespace) -> int:
    with cli_house.database().session() as session:
        revoked = api_tokens.revoke(session, COMMAND, arguments.token)
    print("Revoked." if revoked else "There is no such token that works. See: caveat admin tokens list")
    return 0 if revoked else 1
