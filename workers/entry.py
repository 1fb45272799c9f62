"""What both entries do first: settings, database, file store."""

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from celery.signals import worker_init

from plugin import alarm, logs
from plugin.config import Settings, from_environment
from plugin.storage import files_of
from plugin.store.files import FileStore
from plugin.store.session import Database
from workers import metrics


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


_NICE = 10  # a tenth of what a web process gets where both want all of a core


def give_way(**_: Any) -> None:
    """Where the web works on the same cores it goes first: people wait for a page, and for a score nobody does."""
    os.nice(_NICE)
    if os.getsid(0) == os.getpid():  # Linux shares cores among sessions first: sched(7), "The autogroup feature"
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(_NICE))


worker_init.connect(give_way)


def be_watched(settings: Settings, service: str) -> None:
    """Logs, metrics, and errors told to whom the environment names. `service`: scorer or courier."""
    logs.begin(settings.watch)
    metrics.begin(settings.watch)
    alarm.begin(settings, service)
