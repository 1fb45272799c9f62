"""`caveat admin defaults`: what new assignments begin with, and what of it no instructor may change."""

import argparse
import sys
from typing import Any

from plugin import cli_house
from plugin.domain.policy import PolicyError
from plugin.domain.policy_form import FIELDS, as_typed
from plugin.services import defaults, institution, policies
from plugin.services.audit import COMMAND


def add_arguments(actions: Any) -> None:
    parser = actions.add_parser("defaults", help="what new assignments begin with, and what instructors cannot change")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("show", help="each setting, its value, and whether it is locked").set_defaults(action=_show)
    one = verbs.add_parser("set", help="one setting, as it would be typed into the form")
    one.add_argument("name", choices=FIELDS)
    one.add_argument("value")
    one.set_defaults(action=_set)
    for verb, words in (("lock", "let no instructor change these"), ("unlock", "let instructors change these again")):
        some = verbs.add_parser(verb, help=words)
        some.add_argument("names", nargs="+", metavar="NAME", choices=FIELDS)
        some.set_defaults(action=_lock, locked=verb == "lock")


def _show(_: argparse.Namespace) -> None:
    with cli_house.database().session() as session:
        typed, locked = as_typed(policies.default(session)), institution.read(session).locks
    for name in FIELDS:
        print(f"{name:<14}{'locked  ' if name in locked else '        '}{' '.join(typed[name].split())}")


def _set(arguments: argparse.Namespace) -> int:
    try:
        with cli_house.database().session() as session:
            defaults.set_one(session, COMMAND, arguments.name, arguments.value)
    except PolicyError as error:
        print(error, file=sys.stderr)
        return 1
    print("Saved. Assignments that exist keep what they have.")
    return 0


def _lock(arguments: argparse.Namespace) -> None:
    with cli_house.database().session() as session:
        defaults.lock(session, COMMAND, arguments.names, arguments.locked)
    print("Saved.")
