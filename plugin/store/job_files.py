"""What a job works on: a folder of its own each, so that it can be deleted at once and whole.

The file store keeps equal files once and so must ask who else has one before it deletes; what an administrator
uploads here is nobody's submission, is promised to be gone, and shares nothing.
"""

import os
import shutil
import time
from collections.abc import Set
from pathlib import Path
from typing import IO
from uuid import UUID

FRESH_SECONDS = 600  # far longer than from a folder to its row


class JobFiles:
    def __init__(self, root: Path):
        self.root = root

    def path(self, job_id: UUID, name: str) -> Path:
        return self.root / str(job_id) / name

    def put(self, job_id: UUID, name: str, data: bytes) -> None:
        """Under a temporary name first: a reader sees the whole file or none."""
        path = self._made(job_id, name)
        part = path.with_suffix(".part")
        part.write_bytes(data)
        os.replace(part, path)

    def put_stream(self, job_id: UUID, name: str, stream: IO[bytes]) -> Path:
        path = self._made(job_id, name)
        with path.open("wb") as out:
            shutil.copyfileobj(stream, out)
        return path

    def get(self, job_id: UUID, name: str) -> bytes:
        """Raise FileNotFoundError where there is no such file."""
        return self.path(job_id, name).read_bytes()

    def remove(self, job_id: UUID) -> None:
        shutil.rmtree(self.root / str(job_id), ignore_errors=True)

    def keep_only(self, known: Set[UUID]) -> None:
        """Folders that no row names go, unless they were made a moment ago: the row may be on its way."""
        for folder in self.root.iterdir() if self.root.is_dir() else ():
            if _id_of(folder) not in known and time.time() - folder.stat().st_mtime > FRESH_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)

    def _made(self, job_id: UUID, name: str) -> Path:
        path = self.path(job_id, name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path


def _id_of(folder: Path) -> UUID | None:
    try:
        return UUID(folder.name)
    except ValueError:
        return None
