"""What both entries do first: settings, database, file store."""

import logging
from dataclasses import dataclass
from functools import cache

from plugin.config import Settings, from_environment
from plugin.storage import files_of
from plugin.store.files import FileStore
from plugin.store.session import Database


@dataclass(frozen=True)
class Base:
    settings: Settings
    database: Database
    files: FileStore


@cache
def base() -> Base:
    """Made on first use in each process: a connection must not be shared over a fork."""
    settings = from_environment()
    return Base(settings, Database(settings.database_url), files_of(settings))


def log_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
