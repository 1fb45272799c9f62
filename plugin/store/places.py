"""Where stored bytes lie: a folder here, a bucket in plugin.store.bucket. Names are written once and never changed."""

import contextlib
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Protocol

_UNFINISHED = "tmp"  # how names begin of what is being written, or was when its writer died


class Place(Protocol):
    """Names are relative paths of two parts, as `ab/abcd`; ages are seconds since the last put or touch.

    Whatever does not answer or cannot be written raises an OSError.
    """

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Whole or not at all: no reader ever sees a half."""

    def touch(self, name: str) -> bool:
        """Make it young again. False where it has to be put for that."""

    def open(self, name: str) -> IO[bytes]:
        """Raise FileNotFoundError when there is no such name."""

    def age(self, name: str) -> float:
        """Raise FileNotFoundError when there is no such name."""

    def drop(self, name: str) -> None:
        """Twice is harmless."""

    def drop_old(self, name: str, seconds: float) -> bool:
        """Drop it, unless it was put or touched within `seconds`; False where it was."""

    def drop_under(self, first: str) -> None:
        """Every name whose first part this is."""

    def listed(self, first: str = "") -> Iterator[tuple[str, float]]:
        """Names and ages, of all or of those whose first part is `first`."""


class Folder:
    """On a disk. `mode`: of the folders that it makes."""

    def __init__(self, root: Path, mode: int = 0o777):
        self.root, self._mode = root, mode

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Under a temporary name first; on the disk for good before its own name is given."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=self._mode)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(chunks)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def touch(self, name: str) -> bool:
        try:
            os.utime(self.root / name)
        except FileNotFoundError:
            return False
        return True

    def open(self, name: str) -> IO[bytes]:
        return (self.root / name).open("rb")

    def age(self, name: str) -> float:
        return time.time() - (self.root / name).stat().st_mtime

    def drop(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def drop_old(self, name: str, seconds: float) -> bool:
        """Put aside before it goes: somebody may have touched it since it was looked at, and rely on it."""
        path = self.root / name
        aside = path.with_name(unfinished())
        try:
            if self.age(name) < seconds:
                return False
            path.rename(aside)
        except FileNotFoundError:
            return True
        if time.time() - aside.stat().st_mtime < seconds:
            aside.rename(path)
            return False
        aside.unlink()
        return True

    def drop_under(self, first: str) -> None:
        shutil.rmtree(self.root / first, ignore_errors=True)

    def listed(self, first: str = "") -> Iterator[tuple[str, float]]:
        for path in self.root.glob(f"{first or '*'}/*"):
            with contextlib.suppress(FileNotFoundError):  # somebody else was faster
                yield f"{path.parent.name}/{path.name}", time.time() - path.stat().st_mtime


def unfinished() -> str:
    """A name of its own that the sweep takes away, if whoever uses it does not."""
    return f"{_UNFINISHED}{uuid.uuid4().hex}"


def is_unfinished(name: str) -> bool:
    return name.rsplit("/", 1)[-1].startswith(_UNFINISHED)
