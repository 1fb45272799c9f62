"""Essays in a folder; its first-level folders are authors."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from plugin.domain.score import Reason
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
from workers.reading.limits import DEFAULT


def in_folder(folder: Path) -> Iterator[Found]:
    """In order of name. Links are not followed: they may lead in a circle, or to files of others."""
    files = _files(folder)
    if sum(file.stat().st_size for file, _ in files) > MAX_BYTES:
        raise too_large(str(folder))
    for file, inside in files:
        yield _found(file, author_of(inside))


def _files(folder: Path) -> list[tuple[Path, PurePosixPath]]:
    """Counted before the first is opened."""
    found: list[tuple[Path, PurePosixPath]] = []
    for place, _, names in os.walk(folder):
        for name in names:
            file = Path(place, name)
            inside = PurePosixPath(*file.relative_to(folder).parts)
            if file.is_file() and not file.is_symlink() and not is_clutter(inside):
                found.append((file, inside))
        if len(found) > MAX_FILES:
            raise too_many(str(folder))
    return sorted(found)


def _found(file: Path, author: str | None) -> Found:
    if file.suffix.lower() not in SUFFIXES:
        return Found(Other.OTHER_TYPE, author)
    try:
        if file.stat().st_size > DEFAULT.max_bytes:
            return Found(Reason.TOO_LARGE_INSIDE, author)
        return read_document(file.read_bytes(), author)
    except OSError:
        return Found(Reason.UNREADABLE, author)
