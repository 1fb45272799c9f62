"""`caveat admin`: how long submissions are kept, and what the institution is called."""

import argparse
import json
import sys
from datetime import datetime, timedelta
from typing import Any

from plugin import cli_house
from plugin.cli_audit import day
from plugin.config_error import ConfigError
from plugin.services import deletion_proof, institution, retention
from plugin.services.audit import COMMAND
from plugin.store.session import Database


def add_arguments(actions: Any) -> None:
    keep = actions.add_parser("retention", help="show or decide how long submissions are kept")
    keep.add_argument(
        "what", nargs="?", choices=("proof",), help="print what was deleted, and what is overdue, as JSON"
    )
    keep.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="of a proof: from this day on (UTC)")
    keep.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="of a proof: to this day's end (UTC)")
    keep.add_argument("--days", help="days after a submission was handed in; 0 keeps everything")
    keep.add_argument("--yes", action="store_true", help="do not ask")
    keep.set_defaults(action=_retention)
    named = actions.add_parser("institution", help="show or change what it is called and whom people ask")
    named.add_argument("--name", help="what this institution is called")
    named.add_argument("--contact", help="whom students and teachers ask; pages show it")
    named.set_defaults(action=_institution)


def _retention(arguments: argparse.Namespace) -> int:
    database = cli_house.database()
    if arguments.what == "proof":
        return _prove(database, arguments.since, arguments.until)
    if arguments.days is None:
        return _show(database)
    try:
        keep_days = retention.days_from(arguments.days)
    except retention.DaysError:
        raise ConfigError(f"--days must be a whole number from 0 to {retention.MAX_DAYS}.") from None
    with database.session() as session:
        due = retention.preview(session, keep_days).submissions
    print(f"{due} submissions would be deleted now, for good; the courier deletes them.")
    if due and not arguments.yes and not cli_house.confirmed("Type yes to go on: ", "yes", "save"):
        print("Nothing was saved.", file=sys.stderr)
        return 1
    with database.session() as session:
        retention.decide(session, COMMAND, keep_days)
    return _show(database)


def _prove(database: Database, since: datetime | None, until: datetime | None) -> int:
    """1 where it proves the contrary: something is overdue, or the log was changed."""
    with database.session(lasting=False) as session:
        found = deletion_proof.proof(session, since, until + timedelta(days=1) if until else None)
    print(json.dumps(deletion_proof.as_told(found), indent=2))
    return 1 if found.overdue or found.log.broken is not None else 0


def _show(database: Database) -> int:
    with database.session() as session:
        keep_days, decided = institution.read(session).keep_days, institution.is_decided(session, "keep_days")
        proofs = retention.proofs(session)
    words = f"{keep_days} days after they were handed in" if keep_days else "for as long as their LMS is connected"
    print(f"Submissions are kept {words}{'' if decided else ' (nobody has decided this yet)'}.")
    for entry in proofs:
        submissions = entry.facts.get("submissions", 0)
        print(f"{entry.at:%Y-%m-%d %H:%M} UTC  {entry.action:<22}  {submissions} submissions  (entry {entry.number})")
    return 0


def _institution(arguments: argparse.Namespace) -> None:
    asked = {"name": arguments.name, "contact": arguments.contact}
    changes = {name: value.strip() for name, value in asked.items() if value is not None}
    if not all(value.isprintable() for value in changes.values()):
        raise ConfigError("A name and a contact are one line each.")
    with cli_house.database().session() as session:
        now = institution.change(session, COMMAND, **changes)
    print(f"name:    {now.name or '(none)'}\ncontact: {now.contact or '(none)'}")
