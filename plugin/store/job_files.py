"""What a job works on: named by the job, so that it can be deleted at once and whole.

The file store keeps equal files once and so must ask who else has one before it deletes; what an administrator
uploads here is nobody's submission, is promised to be gone, and shares nothing.
"""

import contextlib
import io
import tempfile
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from plugin.store.boxes import PIECE, Box, SealError, whole
from plugin.store.places import Folder, Place, is_unfinished

FRESH_SECONDS = 600  # far longer than from a file to its row
_PRIVATE = 0o700
_GROWING = ".jsonl"


class JobFiles:
    """`box` opens what was sealed, and seals what is put if `seals`. `work`: a folder of this machine for copies."""

    def __init__(self, place: Place | Path, box: Box | None = None, seals: bool = False, work: Path | None = None):
        self._place = Folder(place, _PRIVATE) if isinstance(place, Path) else place
        self._box, self._seals, self._work = box, seals and box is not None, work

    def put(self, job_id: UUID, name: str, data: bytes) -> None:
        """Whole or not at all."""
        self.put_stream(job_id, name, io.BytesIO(data))

    def put_stream(self, job_id: UUID, name: str, stream: IO[bytes]) -> None:
        self._put(f"{job_id}/{name}", stream)

    def _put(self, path: str, stream: IO[bytes]) -> None:
        sealed = self._box.seal(stream, path) if self._box and self._seals else iter(lambda: stream.read(PIECE), b"")
        self._place.put(path, sealed)

    def has(self, job_id: UUID, name: str) -> bool:
        try:
            return self._place.age(f"{job_id}/{name}") is not None
        except FileNotFoundError:
            return False

    def get(self, job_id: UUID, name: str) -> bytes:
        """Raise FileNotFoundError where there is no such file."""
        return whole(self._opened(f"{job_id}/{name}"))

    @contextmanager
    def at_work(self, job_id: UUID) -> Iterator[Path]:
        """A folder of this machine with the job's files in plain; what changed there is kept when the block ends. Files
        that lie in a folder in plain are worked on in their place."""
        if isinstance(self._place, Folder) and not self._seals:
            yield self._place.root / str(job_id)
            return
        with tempfile.TemporaryDirectory(prefix="job-", dir=self._copies()) as made:
            folder = Path(made)
            self._copy_out(job_id, folder)
            before = _state(folder)
            yield folder
            self._bring_back(job_id, folder, before)

    def remove(self, job_id: UUID) -> None:
        self._place.drop_under(str(job_id))

    def keep_only(self, known: Set[UUID]) -> None:
        """What no row names goes, unless it was put a moment ago: the row may be on its way."""
        ages: dict[str, float] = {}
        for name, age in self._place.listed():
            first = name.partition("/")[0]
            ages[first] = min(age, ages.get(first, age))
        for first, age in ages.items():
            if _id_of(first) not in known and age > FRESH_SECONDS:
                self._place.drop_under(first)

    def renew(self, at_work: Set[UUID] = frozenset()) -> int:
        """Bring what lies in another form to the one that is put now: sealed with the newest key, or plain. Returns how
        many. Lines that grow under the hands of a job `at_work` are left: they go when the work is done."""
        names = [path for path, _ in self._place.listed() if not is_unfinished(path) and not _grows(path, at_work)]
        return sum(self._renew(path, self._box) for path in names) if self._box else 0

    def _renew(self, path: str, box: Box) -> bool:
        with tempfile.TemporaryFile(dir=self._copies()) as plain, contextlib.suppress(SealError, FileNotFoundError):
            with self._place.open(path) as stored:
                if box.is_as_wanted(stored, self._seals):
                    return False
            plain.writelines(self._opened(path))
            plain.seek(0)
            self._put(path, plain)
            return True
        return False

    def _copies(self) -> Path | None:
        """Where copies in plain may lie for a while; None: where this machine keeps such."""
        if self._work:
            self._work.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
        return self._work

    def _copy_out(self, job_id: UUID, folder: Path) -> None:
        for path, _ in list(self._place.listed(str(job_id))):
            with (folder / path.rpartition("/")[2]).open("wb") as out:
                out.writelines(self._opened(path))

    def _bring_back(self, job_id: UUID, folder: Path, before: dict[str, tuple[int, int]]) -> None:
        after = _state(folder)
        for name in after:
            if after[name] != before.get(name):
                with (folder / name).open("rb") as stream:
                    self.put_stream(job_id, name, stream)
        for name in before.keys() - after.keys():
            self._place.drop(f"{job_id}/{name}")

    def _opened(self, path: str) -> Iterable[bytes]:
        with self._place.open(path) as stored:
            yield from self._box.open(stored, path) if self._box else iter(lambda: stored.read(PIECE), b"")


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.iterdir()}


def _grows(path: str, at_work: Set[UUID]) -> bool:
    return path.endswith(_GROWING) and _id_of(path.partition("/")[0]) in at_work


def _id_of(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
