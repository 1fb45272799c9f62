"""`caveat admin`: one person's data, exported for them or erased."""

import argparse
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from plugin import cli_house
from plugin.services import erasure, person_file
from plugin.services.audit import COMMAND
from plugin.storage import files_of
from plugin.store.queries import people
from plugin.store.tables import Person


def add_arguments(actions: Any) -> None:
    find = actions.add_parser("find-person", help="find somebody by the LMS's id of them, or a part of their name")
    find.add_argument("registration", type=UUID)
    find.add_argument("asked", metavar="ID|NAME")
    find.set_defaults(action=_find)
    export = actions.add_parser("export-person", help="write all that is held about one person into a ZIP")
    export.add_argument("person", type=UUID)
    export.add_argument("file", type=Path, metavar="FILE.zip")
    export.set_defaults(action=_export)
    erase = actions.add_parser("erase-person", help="delete one person, with all they handed in")
    erase.add_argument("person", type=UUID)
    erase.add_argument("--yes", action="store_true", help="do not ask")
    erase.set_defaults(action=_erase)


def _find(arguments: argparse.Namespace) -> int:
    database = cli_house.database()
    with database.session() as session:
        found = people.find(session, arguments.registration, arguments.asked, 50)
        for person, handed_in in found:
            print(f"{person.id}  {person.lti_sub}  {handed_in:>4} submissions  {person.name}")
    if not found:
        print("Nobody there has that id or name. `caveat admin registrations` lists the LMSs.", file=sys.stderr)
    return 0 if found else 1


def _export(arguments: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    files = files_of(settings)
    if arguments.file.exists():
        print(f"{arguments.file} is there already; choose another name.", file=sys.stderr)
        return 1
    try:
        with database.session() as session:
            found = person_file.gather(session, arguments.person, COMMAND)
    except erasure.NoSuchPersonError:
        return _nobody()
    with arguments.file.open("xb") as target:
        arguments.file.chmod(0o600)  # it holds all that somebody wrote
        person_file.write_zip(found, files, target)
    print(f"{arguments.file}: {len(found.submissions)} submissions, {len(found.files)} files.")
    return 0


def _erase(arguments: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    files = files_of(settings)
    with database.session() as session:
        person = session.get(Person, arguments.person)
        if person is None:
            return _nobody()
        print(f"With {person.name or '(no name)'} ({person.lti_sub} in the LMS) these are deleted for good:")
        for noun, count in erasure.held(session, person.id).items():
            print(f"  {count:>7}  {noun}")
    question = f"Type the LMS's id of this person, {person.lti_sub}, to go on: "
    if not arguments.yes and not cli_house.confirmed(question, person.lti_sub):
        print("Nothing was deleted.", file=sys.stderr)
        return 1
    gone = erasure.erase_person(database, files, arguments.person, COMMAND)
    print(f"Deleted, with {gone['files']} files. The LMS keeps its own copies, and marks that were sent.")
    return 0


def _nobody() -> int:
    print("There is no such person. `caveat admin find-person` finds them.", file=sys.stderr)
    return 1
