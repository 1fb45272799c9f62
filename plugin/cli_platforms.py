"""`caveat admin`: the LMSs that are connected, their deployments, and the keys we sign with."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from plugin import cli_house
from plugin.config import from_environment
from plugin.services import forgetting, platforms
from plugin.storage import files_of
from plugin.store.queries import platforms as queries
from plugin.store.queries import removal
from plugin.store.session import Database
from plugin.store.tables import Registration


def add_arguments(actions: Any) -> None:
    for name, action, words in (
        ("registrations", _registrations, "list the LMSs that are connected"),
        ("deployments", _deployments, "list deployments and whether they are approved"),
        ("keys", _keys, "list the keys we sign with or have signed with"),
    ):
        actions.add_parser(name, help=words).set_defaults(action=action)
    for state in ("approve", "block"):
        decide = _about(actions, state, f"{state} a deployment", "deployment", _decide)
        decide.set_defaults(state="approved" if state == "approve" else "blocked")
    rotate = actions.add_parser("rotate-key", help="publish a new key, and sign with it a day later")
    rotate.add_argument("--now", action="store_true", help="sign with it at once: an LMS may refuse us for hours")
    rotate.set_defaults(action=_rotate_key)
    retire = actions.add_parser("retire-key", help="publish a key no longer that does not sign any more")
    retire.add_argument("kid")
    retire.set_defaults(action=_retire_key)
    rename = _about(actions, "rename-registration", "call an LMS something else", "registration", _rename)
    rename.add_argument("name")
    words = "delete an LMS and all that came from it, submissions and marks included"
    forget = _about(actions, "forget-registration", words, "registration", _forget)
    forget.add_argument("--yes", action="store_true", help="do not ask")


def _about(actions: Any, name: str, words: str, noun: str, action: Callable[..., int]) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=words)
    parser.add_argument(noun, type=UUID)
    parser.set_defaults(action=action)
    return parser


def _registrations(_: argparse.Namespace) -> None:
    with cli_house.database().session() as session:
        for row in queries.registrations(session):
            print(f"{row.id}  {row.client_id}  {row.issuer}  {_name(row)}")


def _deployments(_: argparse.Namespace) -> None:
    """Those that wait come first; how long they have been known tells a forgotten one from today's."""
    with cli_house.database().session() as session:
        rows = sorted(queries.deployments(session), key=lambda row: row.state != "pending")
        for row in rows:
            known = f"{row.lti_deployment_id}  {_name(row.registration)}  {row.registration.issuer}"
            print(f"{row.id}  {row.state:<8}  {ago(row.created):<14}  {known}")
        if any(row.state == "pending" for row in rows):
            print("Those that are pending wait for: caveat admin approve ID, or caveat admin block ID")


def _decide(arguments: argparse.Namespace) -> int:
    with cli_house.database().session() as session:
        try:
            row = platforms.decide_deployment(session, arguments.deployment, arguments.state)
        except platforms.NoSuchDeploymentError:
            print("No such deployment. `caveat admin deployments` lists them.", file=sys.stderr)
            return 1
        print(f"{row.lti_deployment_id} is {row.state}.")
    return 0


def _keys(_: argparse.Namespace) -> None:
    with cli_house.database().session() as session:
        signing = queries.signing_key(session)
        for key in queries.keys(session):
            state = platforms.key_state(key, signing)
            ahead = f", signs from {key.signs_from:%Y-%m-%d %H:%M} UTC" if state == "waiting" else ""
            print(f"{key.kid}  {state:<9}  {ago(key.created)}{ahead}")


def _rotate_key(arguments: argparse.Namespace) -> None:
    settings = from_environment()
    ahead = timedelta() if arguments.now else platforms.PUBLISHED_AHEAD
    with Database(settings.database_url).session() as session:
        platforms.ensure_key(session, settings.secret_key)  # a first key has nobody to wait for
        key = platforms.rotate_key(session, settings.secret_key, ahead)
    if key.signs_from:
        print(f"key {key.kid} is published now, and signs from {key.signs_from:%Y-%m-%d %H:%M} UTC")
    else:
        print(f"signing with key {key.kid}")


def _retire_key(arguments: argparse.Namespace) -> int:
    try:
        with cli_house.database().session() as session:
            platforms.retire_key(session, arguments.kid)
    except platforms.NoSuchKeyError:
        print("No published key has that kid. `caveat admin keys` lists them.", file=sys.stderr)
        return 1
    except platforms.KeyInUseError:
        print("That key signs. Make another one first: caveat admin rotate-key", file=sys.stderr)
        return 1
    print("It is published no longer.")
    return 0


def _rename(arguments: argparse.Namespace) -> int:
    with cli_house.database().session() as session:
        row = queries.registration(session, arguments.registration)
        if row is None:
            return _no_registration()
        platforms.rename(session, row, arguments.name)
        print(f"{row.id} is called {_name(row)}.")
    return 0


def _forget(arguments: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    with database.session() as session:
        row = queries.registration(session, arguments.registration)
        if row is None:
            return _no_registration()
        print(f"With {_name(row)} ({row.issuer}, client {row.client_id}) these are deleted for good:")
        for noun, count in removal.counts(session, row.id).items():
            print(f"  {count:>7}  {noun}")
    if not arguments.yes and not cli_house.confirmed(f"Type the client id, {row.client_id}, to go on: ", row.client_id):
        print("Nothing was deleted.", file=sys.stderr)
        return 1
    gone = forgetting.forget_registration(database, files_of(settings), row.id)
    print(f"Deleted, with {gone} files. Remove the tool in the LMS as well.")
    return 0


def _no_registration() -> int:
    print("No such registration. `caveat admin registrations` lists them.", file=sys.stderr)
    return 1


def _name(row: Registration) -> str:
    return row.name or "(no name)"


def ago(moment: datetime) -> str:
    seconds = int((datetime.now(UTC) - moment).total_seconds())
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := seconds // length:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
