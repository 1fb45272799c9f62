"""Bytes under their sha256: handed-in documents, and the text that was read from them."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


class FileStore:
    """A folder of files that are written once and never changed."""

    def __init__(self, root: Path):
        self.root = root

    def put(self, data: bytes) -> str:
        """Store `data` and return its sha256; twice is harmless."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write_whole(path, data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Raise FileNotFoundError when there is no such file, ValueError when its bytes have changed."""
        data = self._path(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError("a stored file no longer has its sha256")
        return data

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
