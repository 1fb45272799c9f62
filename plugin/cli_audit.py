"""`caveat admin`: what the audit log says, and usage."""

import argparse
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin import cli_house
from plugin.domain.audit_words import ACTORS, words_of
from plugin.domain.csv_rows import csv_lines
from plugin.services import audit_reading, usage
from plugin.store.queries import audit as queries
from plugin.store.queries.audit import Filter


def add_arguments(actions: Any) -> None:
    audit = actions.add_parser("audit", help="the newest entries of the audit log, or whether it is unbroken")
    audit.add_argument("--check", action="store_true", help="say whether each entry follows from the one before")
    audit.add_argument(
        "--kept",
        nargs=2,
        metavar=("N", "DIGEST"),
        help="with --check: the last line of an earlier one; is it still there?",
    )
    audit.add_argument("--csv", action="store_true", help="as a table; all entries, unless some are asked for")
    audit.add_argument("--last", type=int, default=20, metavar="N", help="how many entries (20); not for a table")
    audit.add_argument("--action", default="", metavar="CODE", dest="done", help="only these, as calibration.made")
    audit.add_argument("--actor", default="", choices=sorted(ACTORS), help="only what one kind of people did")
    audit.add_argument("--id", type=UUID, dest="subject", help="only what was done to this")
    audit.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="from this day on (UTC)")
    audit.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="to this day's end (UTC)")
    audit.set_defaults(action=_audit)
    counts = actions.add_parser("usage", help="how much, of what, and what people found of each band")
    counts.add_argument("--days", type=int, default=365, help="handed in during the last so many days (365)")
    counts.add_argument("--csv", action="store_true", help="as a table")
    counts.set_defaults(action=_usage)


def _audit(arguments: argparse.Namespace) -> int:
    database, wanted = cli_house.database(), _wanted(arguments)
    if arguments.csv:
        sys.stdout.writelines(csv_lines(audit_reading.rows(database, wanted)))
        return 0
    with database.session(lasting=False) as session:
        if arguments.check:
            return _say_check(audit_reading.check(session)) or _say_kept(session, arguments.kept)
        for entry in reversed(queries.newest_first(session, wanted, limit=max(arguments.last, 1))):
            facts = " ".join(f"{name}={value}" for name, value in sorted(entry.facts.items()))
            who = f"{entry.actor} {entry.actor_id or ''}".strip()
            print(f"{entry.number:>6}  {entry.at:%Y-%m-%d %H:%M:%S}  {who}  {words_of(entry.action)}  {facts}".rstrip())
    return 0


def _wanted(arguments: argparse.Namespace) -> Filter:
    until = arguments.until + timedelta(days=1) if arguments.until else None
    return Filter(
        action=arguments.done, actor=arguments.actor, subject_id=arguments.subject, since=arguments.since, until=until
    )


def day(text: str) -> datetime:
    """Its first moment, in UTC."""
    try:
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day, as 2026-11-28") from error


def _say_check(checked: audit_reading.Check) -> int:
    if checked.broken is not None:
        print(f"Entry {checked.broken} does not follow from the one before it.", file=sys.stderr)
        return 1
    print(f"{checked.entries} entries, each follows from the one before it.")
    print(f"What was cut off at the end would not show. Keep this for --kept: {checked.entries} {checked.digest}")
    return 0


def _say_kept(session: Session, kept: tuple[str, str] | None) -> int:
    if kept is None:
        return 0
    number, digest = kept
    if number.isascii() and number.isdigit() and audit_reading.holds(session, int(number[:9]), digest):
        print(f"Entry {number} is as it was when that was kept.")
        return 0
    print(f"Entry {number} is not as it was when that was kept: the log was cut off, or written anew.", file=sys.stderr)
    return 1


def _usage(arguments: argparse.Namespace) -> None:
    since = datetime.now(UTC) - timedelta(days=max(arguments.days, 1))
    with cli_house.database().session(lasting=False) as session:
        rows = list(usage.table(usage.read(session, since)))
    if arguments.csv:
        sys.stdout.writelines(csv_lines(rows))
        return
    print("Numbers below 5 are hidden. Outcomes count only texts that somebody looked into: not the share of AI use.")
    for table, row, column, value in rows[1:]:
        print(f"{table}  {row}  {column}: {'hidden' if value == '' else value}")
