"""A backup is a folder: all rows of one moment, every stored file that they name, and the sha256 of each.

rows.jsonl.gz   see plugin.store.dump; calibrations/  the local ones
files/          as they lie in the store: sealed ones stay sealed
SHA256SUMS      of all of these, as sha256sum writes it
manifest.json   written last: a folder without it is no backup

Secret keys are in none of it: who finds a backup must not be able to open what is sealed in it.
"""

import gzip
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from plugin.domain.errors import NamedError
from plugin.services import audit
from plugin.store import dump
from plugin.store.files import FileStore
from plugin.store.migrate import current, migrate, newest
from plugin.store.queries import calibrations, removal
from plugin.store.session import Database

FORMAT = 1
ROWS, SUMS, MANIFEST = "rows.jsonl.gz", "SHA256SUMS", "manifest.json"
_PIECE = 1024 * 1024


class BackupError(NamedError):
    """Nothing was changed."""


@dataclass(frozen=True)
class House:
    """`calibrations`: the folder of the local ones."""

    database: Database
    files: FileStore
    calibrations: Path


@dataclass(frozen=True)
class Done:
    """`lacking`: files that rows name and that are not there, or cannot be opened with the keys that are set."""

    rows: int
    files: int
    lacking: int
    version: str


def write(house: House, folder: Path) -> Done:
    """Raises BackupError. Submissions may come in meanwhile: they are in the next one."""
    if current(house.database) != newest():
        raise BackupError("backup_version", "The database is not at this release's version.", "Run: caveat migrate")
    if folder.is_dir() and any(folder.iterdir()):
        raise BackupError("backup_folder_used", f"{folder} is not empty.", "Name a new folder for each backup.")
    for place in (folder, folder / "calibrations", folder / "files"):  # even names are hashes of texts
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with house.database.snapshot() as connection:
        counts = _write_rows(dump.lines(connection), folder / ROWS)
        named = removal.all_used(connection)
    sums = {ROWS: _sha256(folder / ROWS)}
    for file in sorted(house.calibrations.glob("*.json")):
        sums[f"calibrations/{file.name}"] = _copy([file.read_bytes()], folder / "calibrations" / file.name)
    there = len(sums)
    for sha256 in named:
        sums |= _copy_file(house.files, sha256, folder / "files")
    _write_text(folder / SUMS, "".join(f"{sha256}  {name}\n" for name, sha256 in sums.items()))
    done = Done(sum(counts.values()), len(sums) - there, len(named) - len(sums) + there, newest())
    _write_manifest(folder, done, counts)
    return done


def restore(house: House, folder: Path) -> Done:
    """Into an empty house; all or nothing of the rows. Raises BackupError."""
    manifest, listed = _checked(folder)
    _refuse_used(house.database)
    with house.database.engine.begin() as connection:
        _bring_files(house, folder, listed)
        with gzip.open(folder / ROWS, "rt", encoding="utf-8") as lines:
            counts = dump.fill(connection, lines)
        if dict(counts) != manifest["rows"]:
            raise BackupError("restore_rows", "Not all rows of the backup were read.", "Make the backup anew.")
        calibrations.forget_uploads(connection)
        named = removal.all_used(connection)
    lacking = sum(not _opens(house.files, sha256) for sha256 in named)
    return Done(sum(counts.values()), len(named) - lacking, lacking, newest())


def _refuse_used(database: Database) -> None:
    if current(database) is None:
        migrate(database)
    is_new = current(database) == newest()
    with database.engine.begin() as connection:
        if not is_new or not dump.is_empty(connection):
            raise BackupError(
                "restore_not_empty", "This house is not empty.", "Restore into a new database and a new store of files."
            )


def _bring_files(house: House, folder: Path, listed: Iterable[str]) -> None:
    for name in listed:
        file = folder / name
        if name.startswith("files/"):
            with file.open("rb") as stream:
                house.files.put_as_it_lay(file.name, _pieces(stream))
        elif name.startswith("calibrations/"):
            target = house.calibrations / file.name
            target.unlink(missing_ok=True)  # of a restore that was broken off
            _copy([file.read_bytes()], target)


def broken_audit(database: Database) -> int | None:
    """After a restore: the number of the first entry of the audit log that does not follow; None where all do."""
    with database.session() as session:
        return audit.first_broken(session)


def _checked(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """The manifest and the names of all files. Everything is looked at before anything is written."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        listed = (folder / SUMS).read_text()
    except (OSError, ValueError):
        raise BackupError(
            "no_backup", f"{folder} is no whole backup.", "Name a folder that caveat backup made."
        ) from None
    if manifest.get("format") != FORMAT or manifest.get("version") != newest():
        made, wanted = manifest.get("caveat", "another release"), manifest.get("version")
        raise BackupError(
            "backup_of_another_version", f"It was made by Caveat {made} from a database at version {wanted}.",
            f"Restore it with that release into an empty house, then update: this one is at {newest()}.",
        )  # fmt: skip
    sums = [line.split("  ", 1) for line in listed.splitlines()]
    is_whole = manifest.get("sums") == hashlib.sha256(listed.encode()).hexdigest()
    if not is_whole or not all(_is(folder / name, sha256) for sha256, name in sums):
        raise BackupError("backup_changed", "It was changed or cut off since it was made.", "Take another copy of it.")
    return manifest, [name for _, name in sums]


def _is(file: Path, sha256: str) -> bool:
    return file.is_file() and _sha256(file) == sha256


def _opens(files: FileStore, sha256: str) -> bool:
    try:
        files.get(sha256)
    except (FileNotFoundError, ValueError):
        return False
    return True


def _write_rows(lines: Iterable[str], file: Path) -> Counter[str]:
    counts = Counter[str]()
    with _private(file) as raw, gzip.open(raw, "wt", encoding="utf-8", compresslevel=6) as out:
        for line in lines:
            out.write(line)
            counts[line[2 : line.index('"', 2)]] += 1
    return counts


def _copy_file(files: FileStore, sha256: str, folder: Path) -> dict[str, str]:
    """Name -> sha256 of what was copied; nothing for one that was deleted since the rows were read."""
    try:
        name, stored = files.as_it_lies(sha256)
    except FileNotFoundError:
        return {}
    with stored:
        return {f"files/{name[:2]}/{name}": _copy(_pieces(stored), folder / name[:2] / name)}


def _copy(pieces: Iterable[bytes], target: Path) -> str:
    """Returns the sha256 of what was written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with _private(target) as out:
        for piece in pieces:
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()


def _write_text(file: Path, text: str) -> None:
    with _private(file) as out:
        out.write(text.encode())


def _private(file: Path) -> IO[bytes]:
    """Only for who makes the backup; a name is never followed to a file that is there."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write_manifest(folder: Path, done: Done, counts: Counter[str]) -> None:
    manifest = {
        "format": FORMAT, "made": datetime.now(UTC).isoformat(timespec="seconds"), "caveat": version("caveat-lti"),
        "version": done.version, "rows": dict(counts), "files": done.files, "lacking": done.lacking,
        "sums": _sha256(folder / SUMS),
    }  # fmt: skip
    _write_text(folder / MANIFEST, json.dumps(manifest, indent=1) + "\n")


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: stream.read(_PIECE), b"")
