"""Bytes by their sha256: handed-in documents, and the text that was read from them."""

import contextlib
import hashlib
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from plugin.store.boxes import Box, whole
from plugin.store.places import Folder, Place, is_unfinished, unfinished

FRESH_SECONDS = 60  # far longer than from a file to its row
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_SEALED = re.compile(r"[0-9a-f]{96}\Z")


class FileStore:
    """Files that are written once and never changed. With `box` what is put is sealed if `seals`, and what was sealed
    before can be read either way; in the place it then lies under another name, see plugin.store.boxes."""

    def __init__(self, place: Place | Path, box: Box | None = None, seals: bool = False):
        self.place = Folder(place) if isinstance(place, Path) else place
        self._box, self._seals = box, seals and box is not None

    def put(self, data: bytes) -> str:
        """Store `data` and return its sha256; twice is harmless."""
        sha256 = hashlib.sha256(data).hexdigest()
        name = self._names(sha256)[0]
        if not self.place.touch(name):  # whoever would drop it sees that it is wanted again
            self.place.put(name, self._box.seal(io.BytesIO(data), sha256) if self._box and self._seals else [data])
        return sha256

    def get(self, sha256: str) -> bytes:
        """Raise FileNotFoundError when there is no such file, ValueError when its bytes have changed."""
        names = self._names(sha256)
        for name in names * 2:  # it may be moving to its newest name, see renew
            try:
                stored = self.place.open(name)
            except FileNotFoundError:
                continue
            with stored:
                data = self._opened(stored, sha256, is_sealed=not name.endswith(sha256))
            if hashlib.sha256(data).hexdigest() != sha256:
                raise ValueError("a stored file no longer has its sha256")
            return data
        raise FileNotFoundError("no file of this sha256")

    def as_it_lies(self, sha256: str) -> tuple[str, IO[bytes]]:
        """Its name and its bytes, sealed or not, for a copy. Raises FileNotFoundError."""
        for name in self._names(sha256) * 2:
            with contextlib.suppress(FileNotFoundError):
                return name.rpartition("/")[2], self.place.open(name)
        raise FileNotFoundError("no file of this sha256")

    def put_as_it_lay(self, name: str, chunks: Iterable[bytes]) -> None:
        """What `as_it_lies` gave, here or at another place."""
        if not (_SEALED.match(name) or _SHA256.match(name)):
            raise ValueError("not the name of a stored file")
        self.place.put(f"{name[:2]}/{name}", chunks)

    def _opened(self, stored: IO[bytes], sha256: str, is_sealed: bool) -> bytes:
        return whole(self._box.open(stored, sha256)) if self._box and is_sealed else stored.read()

    def drop(self, sha256: str) -> bool:
        """Delete a file that no row names any more. False for one that was put a moment ago: its row may be on the
        way, so it is to be asked about again."""
        return all([self.place.drop_old(name, FRESH_SECONDS) for name in self._names(sha256)])

    def older_in(self, folder: int, seconds: float) -> set[str]:
        """The files of one of the 256 folders that were put longer ago. What a write that was cut off left there is
        deleted: no row can ever name it. What another key sealed is left alone."""
        found = set()
        for name, age in self.place.listed(f"{folder:02x}"):
            if age <= seconds:
                continue
            if is_unfinished(name):
                self.place.drop(name)
            elif sha256 := self._sha256_of(name):
                found.add(sha256)
        return found

    def try_out(self) -> None:
        """Put, read and delete a few bytes that no row can name. Raises an OSError, ImportError without boto3."""
        name = f"00/{unfinished()}"
        self.place.put(name, [b"tried"])
        with self.place.open(name) as stored:
            stored.read()
        self.place.drop(name)

    def renew(self, folder: int) -> int:
        """Bring the files of one of the 256 folders to the form that is put now: sealed with the newest key, or plain.
        Returns how many were not. Whoever reads meanwhile finds either."""
        return sum(self._renew(name) for name, _ in list(self.place.listed(f"{folder:02x}")))

    def _renew(self, name: str) -> bool:
        sha256 = self._sha256_of(name)
        if sha256 is None or name == self._names(sha256)[0]:
            return False
        self.put(self.get(sha256))
        self.place.drop(name)
        return True

    def _names(self, sha256: str) -> list[str]:
        """Where it may lie; the first is where it is put."""
        if not _SHA256.match(sha256):
            raise ValueError("not a sha256")
        sealed = self._box.names(sha256) if self._box else []
        names = [*sealed, sha256] if self._seals else [sha256, *sealed]
        return [f"{name[:2]}/{name}" for name in names]

    def _sha256_of(self, name: str) -> str | None:
        name = name.rsplit("/", 1)[-1]
        if _SEALED.match(name):
            return self._box.sha256(name) if self._box else None
        return name if _SHA256.match(name) else None
