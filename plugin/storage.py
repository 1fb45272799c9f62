"""The file stores that the settings name: CAVEAT_FILES_URL, CAVEAT_ENCRYPT_FILES."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from plugin.config import Settings
from plugin.store.boxes import Box
from plugin.store.bucket import Bucket
from plugin.store.files import FileStore
from plugin.store.job_files import JobFiles
from plugin.store.places import Folder, Place


def files_of(settings: Settings) -> FileStore:
    """What was handed in, and the texts read from it."""
    return FileStore(_place(settings, settings.files_dir), Box(settings.files_keys), settings.files.encrypt)


def job_files_of(settings: Settings) -> JobFiles:
    """What administrators gave the scorer to read."""
    place = _place(settings, settings.jobs_dir, mode=0o700)
    return JobFiles(place, Box(settings.files_keys), settings.files.encrypt, settings.data_dir / "work")


def _place(settings: Settings, folder: Path, mode: int = 0o777) -> Place:
    """`folder`, or one of its name where CAVEAT_FILES_URL leads."""
    if not settings.files.url:
        return Folder(folder, mode)
    url = urlsplit(settings.files.url)
    if url.scheme == "s3":
        return Bucket(url.netloc, f"{url.path.strip('/')}/{folder.name}")
    return Folder(Path(unquote(url.path)) / folder.name, mode)
