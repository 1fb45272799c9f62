"""Bytes under their sha256: handed-in documents, and the text that was read from them."""

import contextlib
import hashlib
import os
import re
import tempfile
import time
from pathlib import Path

FRESH_SECONDS = 60  # far longer than from a file to its row
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


class FileStore:
    """A folder of files that are written once and never changed."""

    def __init__(self, root: Path):
        self.root = root

    def put(self, data: bytes) -> str:
        """Store `data` and return its sha256; twice is harmless."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        try:
            os.utime(path)  # whoever would drop it sees that it is wanted again
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write_whole(path, data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Raise FileNotFoundError when there is no such file, ValueError when its bytes have changed."""
        data = self._path(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError("a stored file no longer has its sha256")
        return data

    def drop(self, sha256: str) -> bool:
        """Delete a file that no row names any more. False for one that was put a moment ago: its row may be on the
        way, so it is to be asked about again."""
        path = self._path(sha256)
        try:
            if time.time() - path.stat().st_mtime < FRESH_SECONDS:
                return False
            path.unlink()
        except FileNotFoundError:
            pass
        return True

    def older_in(self, folder: int, seconds: float) -> set[str]:
        """The files of one of the 256 folders that were put longer ago. What a write that was cut off left there is
        deleted: no row can ever name it."""
        limit, found = time.time() - seconds, set()
        for path in (self.root / f"{folder:02x}").glob("*"):
            with contextlib.suppress(FileNotFoundError):  # another sweep was faster
                if path.stat().st_mtime >= limit:
                    continue
                if _SHA256.match(path.name):
                    found.add(path.name)
                else:
                    path.unlink()
        return found

    def _write_whole(self, path: Path, data: bytes) -> None:
        """Under a temporary name first: a reader sees the whole file or none."""
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _path(self, sha256: str) -> Path:
        if not _SHA256.match(sha256):
            raise ValueError("not a sha256")
        return self.root / sha256[:2] / sha256
