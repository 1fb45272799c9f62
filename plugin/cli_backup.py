"""`caveat backup` and `caveat restore`: a house as a folder, on any engine and in any store."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import InvalidToken

from plugin import cli_house
from plugin.config import Settings
from plugin.services import backup, platforms
from plugin.services.backup import BackupError, Done, House
from plugin.storage import files_of
from plugin.store.session import Database


def add_verbs(verb: Callable[..., argparse.ArgumentParser]) -> None:
    made = verb("backup", _backup, "write all rows and all files that they name into a folder")
    made.add_argument("folder", type=Path, help="a new one, for each backup")
    verb("restore", _restore, "bring a backup into an empty house").add_argument("folder", type=Path)


def _backup(arguments: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    try:
        done = backup.write(_house(database, settings), arguments.folder)
    except BackupError as error:
        return cli_house.refused(error)
    _tell(done)
    if done.lacking:
        print(f"{done.lacking} files that rows name were not there: deleted meanwhile, or lost.", file=sys.stderr)
    print("Secret keys are not in it. Keep them elsewhere: without them nothing that is sealed in it can be opened.")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    try:
        done = backup.restore(_house(database, settings), arguments.folder)
    except BackupError as error:
        return cli_house.refused(error)
    _tell(done)
    problems = list(_problems(database, settings, done))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _house(database: Database, settings: Settings) -> House:
    return House(database, files_of(settings), settings.calibrations_dir)


def _tell(done: Done) -> None:
    print(f"{done.rows} rows at version {done.version}, {done.files} files")


def _problems(database: Database, settings: Settings, done: Done) -> list[str]:
    """What was brought back, tried."""
    found = []
    if done.lacking:
        found.append(f"{done.lacking} files are missing, or were sealed with a key that is not set here.")
    if (number := backup.broken_audit(database)) is not None:
        found.append(f"The audit log does not hold together from entry {number}.")
    try:
        with database.session() as session:
            platforms.signing_key(session, settings.secret_key)
    except InvalidToken:
        found.append("CAVEAT_SECRET_KEY is not the one of this backup: what it sealed cannot be opened.")
    return found
