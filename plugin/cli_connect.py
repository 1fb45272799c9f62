"""`caveat register`, and the verbs of `caveat admin` by which an LMS is connected."""

import argparse
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import requests

from plugin import cli_house
from plugin.config import Settings, from_environment
from plugin.config_error import ConfigError
from plugin.domain.reach import Reach
from plugin.lms.manual import families
from plugin.lms.outgoing import OutgoingRefusedError, PlatformSession, check_address
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.quirks import brightspace
from plugin.lms.tool_description import Tool
from plugin.services import connecting, platforms
from plugin.services.audit import COMMAND
from plugin.services.connection_check import examine
from plugin.store.queries import invitations
from plugin.store.queries import platforms as queries
from plugin.store.session import Database

_NEEDED = ("issuer", "client_id", "auth_url", "token_url", "jwks_url")


def add_verb(verb: Callable[..., argparse.ArgumentParser]) -> None:
    parser = verb("register", _register, "connect an LMS by hand")
    parser.add_argument("--show", action="store_true", help="print the values to enter in the LMS, and stop")
    for name, words in (
        ("issuer", "platform id, as https://moodle.example.edu"),
        ("client-id", "client id that the LMS gave to Caveat"),
        ("auth-url", "OIDC authorization endpoint"),
        ("token-url", "access token endpoint"),
        ("jwks-url", "the LMS's public key set"),
    ):
        parser.add_argument(f"--{name}", help=words)
    parser.add_argument("--name", default="", help="what you call it; the issuer's host by default")
    parser.add_argument("--token-audience", help="audience of token requests, where it is not the token URL")
    parser.add_argument("--deployment-id", action="append", default=[], help="deployment to approve; may be repeated")
    parser.add_argument("--no-test", action="store_true", help="do not try the connection afterwards")


def add_arguments(actions: Any) -> None:
    invite = actions.add_parser("invite", help="print a link by which one LMS connects itself, once")
    invite.add_argument("--note", default="", help="whom it is for")
    invite.add_argument("--days", type=int, default=7, help="how long it works (7)")
    invite.set_defaults(action=_invite)
    actions.add_parser("invitations", help="list invitations and what became of them").set_defaults(action=_list)
    withdraw = actions.add_parser("revoke-invitation", help="make an invitation useless")
    withdraw.add_argument("invitation", type=UUID)
    withdraw.set_defaults(action=_withdraw)
    test = actions.add_parser("test-connection", help="try keys, clock and tokens of a registration")
    test.add_argument("registration", type=UUID)
    test.set_defaults(action=_test)


def _register(arguments: argparse.Namespace) -> int:
    settings = from_environment()
    if arguments.show:
        _show(Tool(settings.base_url))
        return 0
    platform = _platform(arguments, settings.reach)
    with Database(settings.database_url).session() as session:
        key = platforms.signing_key(session, settings.secret_key)
        row = platforms.register_by(session, COMMAND, platform, arguments.deployment_id, arguments.name)
    print(f"Saved: client {platform.client_id} at {platform.issuer}.")
    if platform.issuer.endswith("/"):
        print("The issuer ends with a slash. Few do, and launches compare it letter for letter.")
    if not arguments.deployment_id:
        print("Open Caveat once from the LMS, then approve its deployment: caveat admin deployments")
    if not arguments.no_test and not _passes(settings, platform, key):
        # The registration is kept: many an LMS has to be told something more first.
        print(f"It is kept all the same. When that is mended, try again: caveat admin test-connection {row.id}")
        return 1
    return 0


def _platform(arguments: argparse.Namespace, reach: Reach) -> Platform:
    missing = [name for name in _NEEDED if not getattr(arguments, name)]
    if missing:
        options = ", ".join(map(_option, missing))
        raise ConfigError(f"Still needed: {options}. `caveat register --show` prints what to enter in the LMS.")
    for name in _NEEDED:
        if name != "client_id":
            _check_address(_option(name), getattr(arguments, name), reach)
    audience = arguments.token_audience or brightspace.token_audience(arguments.token_url)
    return Platform(**{name: getattr(arguments, name) for name in _NEEDED}, token_audience=audience)


def _check_address(option: str, url: str, reach: Reach) -> None:
    try:
        check_address(url, reach)
    except OutgoingRefusedError as error:
        raise ConfigError(
            f"{option} cannot be used: {error}. It must begin with https:// and be public, or CAVEAT_CAMPUS_HOSTS must "
            "name its host."
        ) from None
    except requests.ConnectionError:
        print(f"{option}: the host name is not known here.", file=sys.stderr)


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _show(tool: Tool) -> None:
    """The same values as the page /connect."""
    for family in families(tool):
        print(f"{family.name}\n  {family.where}")
        for field, value in family.values:
            print("  " + f"{field}: {value}".replace("\n", "\n    "))
        for setting in (*family.settings, family.back):
            print(f"  - {setting}")
        print(f"  {family.command}\n")


def _invite(arguments: argparse.Namespace) -> int:
    if not 1 <= arguments.days <= connecting.MAX_DAYS:
        raise ConfigError(f"--days must be between 1 and {connecting.MAX_DAYS}.")
    database, settings = cli_house.here()
    with database.session() as session:
        platforms.ensure_key(session, settings.secret_key)
        row, token = connecting.invite(session, arguments.note, arguments.days)
    print(connecting.link(settings.base_url, token))
    print(f"Works once, until {row.expires:%d %b %Y, %H:%M} UTC. Paste it into the LMS where it takes a tool's")
    print("registration URL; docs/connecting.md says where. Treat it like a password: it is not shown again.")
    return 0


def _list(_: argparse.Namespace) -> None:
    with cli_house.database().session() as session:
        for row in invitations.all_of_them(session):
            until = row.used or row.expires
            print(f"{row.id}  {connecting.state_of(row):<8}  {until:%Y-%m-%d %H:%M} UTC  {row.remark}")


def _withdraw(arguments: argparse.Namespace) -> int:
    with cli_house.database().session() as session:
        withdrawn = connecting.withdraw(session, arguments.invitation)
    print("Withdrawn." if withdrawn else "There is no such open invitation. `caveat admin invitations` lists them.")
    return 0 if withdrawn else 1


def _test(arguments: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    with database.session() as session:
        row = queries.registration(session, arguments.registration)
        if row is None:
            print("No such registration. `caveat admin registrations` lists them.", file=sys.stderr)
            return 1
        platform, key = platforms.platform_of(row), platforms.signing_key(session, settings.secret_key)
    return 0 if _passes(settings, platform, key) else 1


def _passes(settings: Settings, platform: Platform, key: SigningKey) -> bool:
    findings = examine(PlatformSession(settings.reach), platform, key)
    for finding in findings:
        print(f"{finding.mark:<4} {finding.name}: {finding.words}")
        if finding.next_step:
            print(f"     {finding.next_step}")
    return all(finding.mark != "FAIL" for finding in findings)
