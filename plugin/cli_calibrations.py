"""`caveat admin calibrations` and `caveat admin methods`: what the pages of those names do, at the command line."""

import argparse
import sys
from pathlib import Path
from typing import Any

from plugin import cli_house
from plugin.domain.calibration_facts import facts_of
from plugin.domain.errors import NamedError
from plugin.domain.job import problem_in_words
from plugin.domain.words import METHODS, in_100
from plugin.queue import Bell
from plugin.services import calibration_making, calibrations, methods
from plugin.services.audit import COMMAND
from plugin.services.calibration_making import Order
from plugin.store.tables import Calibration


def add_arguments(actions: Any) -> None:
    parser = actions.add_parser("calibrations", help="what submissions are compared with")
    verbs = parser.add_subparsers(required=True, metavar="ACTION")
    verbs.add_parser("list", help="which there are, and what each promises").set_defaults(action=_list)
    for name, action, words in (
        ("use", _use, "compare new submissions with it; built-in for the one that Caveat comes with"),
        ("discard", _discard, "delete its numbers, and its texts where they were kept"),
        ("add", _add, "list one that caveat calibrate made, so that it can be used without a restart"),
    ):
        verb = verbs.add_parser(name, help=words)
        verb.add_argument("name")
        verb.set_defaults(action=action)
    make = verbs.add_parser("make", help="have the scorer make one of a ZIP of essays")
    make.add_argument("zip", type=Path)
    make.add_argument("--name", required=True, help="letters, digits and dashes")
    make.add_argument("--before-november-2022", action="store_true", help="all texts are older, or were supervised")
    make.add_argument("--keep-texts", action="store_true", help="keep the ZIP when it is done")
    make.set_defaults(action=_make)
    _method_arguments(actions.add_parser("methods", help="which methods reports show"))


def _method_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(action=_methods, switch=None)
    verbs = parser.add_subparsers(metavar="on|off")
    for switch, words in (("on", "show it in reports"), ("off", "leave it out; the band does not change")):
        verb = verbs.add_parser(switch, help=words)
        verb.add_argument("name")
        verb.set_defaults(action=_methods, switch=switch)


def _list(_: argparse.Namespace) -> None:
    database, settings = cli_house.here()
    with database.session() as session:
        rows, used = calibrations.listed(session), calibrations.in_use(session, settings)
    for row in rows:
        own = "" if calibrations.is_built_in(row) else row.name
        print(f"{'*' if own == used else ' '} {row.name}  {row.state}  {_said(row)}")
    if not rows:
        print("No scorer has told of its calibration yet. Start one: caveat scorer")


def _said(row: Calibration) -> str:
    facts = facts_of(row.facts)
    if row.state == calibrations.FAILED:
        return " ".join(problem_in_words(row.problem))
    if facts.whole is None:
        return ""
    lines = (f"{in_100(line.alpha)} line: at most {in_100(line.bound)} (95 % sure)" for line in facts.whole.lines)
    return f"{facts.n:,} human texts; {'; '.join(lines)}; until {facts.valid_until}"


def _use(arguments: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    name = "" if arguments.name == calibrations.BUILT_IN else arguments.name
    try:
        with database.session() as session:
            calibrations.use(session, settings, COMMAND, name)
    except NamedError as error:
        return cli_house.refused(error)
    print("New submissions are compared with it. What is scored stays as it is.")
    return 0


def _discard(arguments: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    try:
        with database.session() as session:
            calibrations.discard(session, settings, COMMAND, arguments.name)
    except NamedError as error:
        return cli_house.refused(error)
    print("Discarded. What was scored with it stays as it is.")
    return 0


def _add(arguments: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    from workers.calibrating.facts import facts_of as told
    from workers.scoring.local_calibration import read_sealed

    try:
        made = read_sealed(calibrations.file_of(settings, arguments.name))
    except NamedError as error:
        return cli_house.refused(error)
    with database.session() as session:
        calibrations.record(session, made.id, str(made.raw["language"]), told(made))
    print(f"Listed. To use it: caveat admin calibrations use {made.id}")
    return 0


def _make(arguments: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    order = Order(arguments.name, arguments.before_november_2022, arguments.keep_texts)
    try:
        with arguments.zip.open("rb") as texts, database.session() as session:
            job_id = calibration_making.ask(session, settings, COMMAND, order, texts)
    except NamedError as error:
        return cli_house.refused(error)
    except OSError as error:
        print(f"caveat: {arguments.zip}: {error.strerror}", file=sys.stderr)
        return 1
    Bell(settings.redis_url).job(job_id)
    print("The scorer makes it. How far it is: caveat admin calibrations list")
    return 0


def _methods(arguments: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    try:
        with database.session() as session:
            if arguments.switch:
                methods.switch(session, COMMAND, arguments.name, arguments.switch == "on")
            states = methods.states(session, settings)
    except NamedError as error:
        return cli_house.refused(error)
    for state in states:
        shown = "always" if state.always else "on" if state.shown else "off"
        print(f"{shown:6}  {state.code:20}  {METHODS[state.code][0]}{f' (needs {state.lacks})' if state.lacks else ''}")
    return 0
