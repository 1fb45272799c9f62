"""Essays in a ZIP; its first-level folders are authors. The file is taken to be hostile: nothing of it is written to
disk, its sizes are looked at before anything is unpacked, and each member is unpacked in memory on its own."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from workers.calibrating.found import (
    MAX_BYTES,
    MAX_FILES,
    SUFFIXES,
    Found,
    Other,
    author_of,
    is_clutter,
    read_document,
    too_large,
    too_many,
)
from workers.reading.limits import DEFAULT, MEBIBYTE
from workers.reading.zip_directory import LOOKED_AT, longest
from workers.scoring.calibration import CalibrationError

_NESTED = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_ENCRYPTED = 0x1  # APPNOTE 4.4.4, bit 0
_DIRECTORY = 8 * MEBIBYTE  # 10,000 names of ordinary length need about 1


def in_zip(file: Path, start: int = 0) -> Iterator[Found]:
    """In order of name, without the first `start`."""
    with _opened(file) as archive:
        for info in _members(archive, file)[start:]:
            yield _found(archive, info, PurePosixPath(info.filename))


def count_in_zip(file: Path) -> int:
    """How many `in_zip` gives. Nothing is unpacked."""
    with _opened(file) as archive:
        return len(_members(archive, file))


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    _refuse_endless_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        raise CalibrationError("zip_damaged", f"{file} cannot be unpacked.", "Make the ZIP anew.") from error


def _members(archive: zipfile.ZipFile, file: Path) -> list[zipfile.ZipInfo]:
    members = [info for info in archive.infolist() if not info.is_dir()]
    _refuse_hostile(members, file)
    members.sort(key=lambda info: info.filename)
    return [info for info in members if not is_clutter(PurePosixPath(info.filename))]


def _found(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: PurePosixPath) -> Found:
    if path.suffix.lower() not in SUFFIXES:
        return Found(Other.OTHER_TYPE, author_of(path))
    with archive.open(info) as member:  # never gives more than the size that was looked at
        return read_document(member.read(), author_of(path))


def _refuse_hostile(members: list[zipfile.ZipInfo], file: Path) -> None:
    if len(members) > MAX_FILES:
        raise too_many(str(file))
    if sum(info.file_size for info in members) > MAX_BYTES:
        raise too_large(str(file))
    for info in members:
        _refuse_member(info, file)


def _refuse_member(info: zipfile.ZipInfo, file: Path) -> None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise _hostile("zip_unsafe_name", file, "a name that leads out of its folder")
    if path.suffix.lower() in _NESTED:
        raise _hostile("zip_nested", file, "another archive; unpack that first")
    if info.flag_bits & _ENCRYPTED:
        raise _hostile("zip_encrypted", file, "a member with a password")
    if info.file_size > min(DEFAULT.max_bytes, DEFAULT.max_ratio * max(info.compress_size, 1)):
        raise _hostile("zip_bomb", file, "a member that unpacks to far more than an essay")


def _hostile(code: str, file: Path, what: str) -> CalibrationError:
    return CalibrationError(code, f"{file} holds {what}.", "Make a ZIP of essays alone, or name a folder.")


def _refuse_endless_directory(file: Path) -> None:
    """zipfile reads the whole list of members into memory, whatever its size: that is looked at first."""
    with file.open("rb") as opened:
        opened.seek(max(os.fstat(opened.fileno()).st_size - LOOKED_AT, 0))
        if longest(opened.read()) > _DIRECTORY:
            raise too_many(str(file))
