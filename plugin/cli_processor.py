"""`caveat admin notices` and `caveat admin eula`: whether platforms notify us of submissions, and our terms of use."""

import argparse
import sys
from typing import Any
from uuid import UUID

from plugin import cli_house
from plugin.config import Settings
from plugin.lms.connector import ServiceError
from plugin.services import eula_requirement, notices
from plugin.store.queries import platforms as queries
from plugin.store.session import Database
from plugin.store.tables import Deployment

_WHY = {
    "notices_not_offered": "This LMS offers Caveat no notices of submissions. Allow the scope noticehandlers there, "
    "then open Caveat once from the LMS.",
    "notices_no_token": "The LMS gave no token for notices: allow the scope noticehandlers in Caveat's registration.",
    "notices_refused": "The LMS refused. Caveat's address must be of the domain that it is registered with.",
    "notices_unreachable": "The LMS did not answer. Try again later.",
    "eula_not_offered": "This LMS has not asked Caveat for terms of use yet: it does so at a first submission.",
    "no_token": "The LMS gave no token: allow the scopes eula/user and eula/deployment in Caveat's registration.",
}


def add_arguments(actions: Any) -> None:
    told = actions.add_parser("notices", help="whether LMSs notify Caveat of submissions")
    kinds = told.add_subparsers(required=True, metavar="ACTION")
    kinds.add_parser("list", help="by deployment, as the LMS has it now").set_defaults(action=_list)
    for name, action, words in (
        ("subscribe", _subscribe, "have notices sent to Caveat"),
        ("unsubscribe", _unsubscribe, "have none sent any more"),
    ):
        _about(kinds, name, words).set_defaults(action=action)
    terms = actions.add_parser("eula", help="whether students accept Caveat's terms before anything is read")
    answers = terms.add_subparsers(required=True, metavar="ACTION")
    for name, words in (("on", "needed"), ("off", "not needed; who declined is still not read")):
        _about(answers, name, words).set_defaults(action=_require, required=name == "on")
    _about(answers, "renew", "ask everybody again: the terms have changed").set_defaults(action=_renew)


def _about(actions: Any, name: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=words)
    parser.add_argument("deployment", type=UUID)
    return parser


def _list(_: argparse.Namespace) -> None:
    database, settings = cli_house.here()
    with database.session() as session:
        rows = queries.deployments(session)
    for row in rows:
        print(f"{row.id}  {row.lti_deployment_id}  {_state(database, settings, row)}")


def _state(database: Database, settings: Settings, row: Deployment) -> str:
    if not row.lti_notices_url:
        return "offers no notices"
    try:
        there = notices.handlers(database, settings, row.id) or {}
    except ServiceError as error:
        return f"did not answer ({error})"
    ours = [kind for kind, handler in there.items() if handler == settings.base_url + notices.PATH]
    return "notifies of " + ", ".join(ours) if ours else "does not notify: caveat admin notices subscribe ID"


def _subscribe(arguments: argparse.Namespace) -> int:
    return _say(notices.ensure_subscribed(*cli_house.here(), arguments.deployment), "Notices are sent to Caveat.")


def _unsubscribe(arguments: argparse.Namespace) -> int:
    return _say(notices.unsubscribe(*cli_house.here(), arguments.deployment), "No notices are sent any more.")


def _require(arguments: argparse.Namespace) -> int:
    said = "Nothing is read before its writer accepted." if arguments.required else "Nobody needs to accept."
    return _say(eula_requirement.require(*cli_house.here(), arguments.deployment, arguments.required), said)


def _renew(arguments: argparse.Namespace) -> int:
    return _say(eula_requirement.renew(*cli_house.here(), arguments.deployment), "Everybody is asked again.")


def _say(code: str | None, done: str) -> int:
    if code is None:
        print(done)
        return 0
    print(_WHY.get(code, f"The LMS did not go along ({code})."), file=sys.stderr)
    return 1
