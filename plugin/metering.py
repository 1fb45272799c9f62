"""Counters that the processes of one service keep together, as gunicorn's and Celery's do: each in a file, read as one.

prometheus_client gives each process id a file of its own, so that processes that give way to fresh ones leave ever more
of them behind. Here a process takes the first file that nobody holds, and counts on in it.
"""

import fcntl
import hmac
import os
import tempfile
from pathlib import Path
from typing import IO

from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from plugin.domain.bearer import bearer_token

__all__ = ["CONTENT_TYPE", "begin", "counter", "histogram", "is_known", "memory_folder", "text"]

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the name that prometheus_client looks for
_own = CollectorRegistry()
_held: dict[int, tuple[str, IO[bytes]]] = {}  # process -> its file's number, and the lock on it


def begin(folder: str) -> None:
    """From here on this process and those that it starts count together, from nought: called before any of them
    counts. `folder`: where files are held in memory."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="caveat-metrics-", dir=folder)
    _share()


def memory_folder() -> str:
    """Where small files are held in memory, on a system that has such a place."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"  # noqa: S108 - counts and heartbeats


def counter(name: str, words: str, *labels: str) -> Counter:
    return Counter(name, words, labels, registry=_own)


def histogram(name: str, words: str, *labels: str, bounds: tuple[float, ...]) -> Histogram:
    return Histogram(name, words, labels, buckets=bounds, registry=_own)


def text(*more: Collector) -> bytes:
    """All that was counted, and what `more` tell at this moment, as Prometheus reads it."""
    registry = CollectorRegistry()
    for collector in more:
        registry.register(collector)
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_own)
    return generate_latest(registry)


def is_known(header: str, token: str) -> bool:
    """Does an Authorization header bear this token? Never where there is none."""
    return bool(token) and hmac.compare_digest(bearer_token(header).encode(), token.encode())


def _share() -> None:
    values.ValueClass = values.MultiProcessValue(_slot)  # type: ignore[no-untyped-call]


def _slot() -> str:
    """Asked at each count: whose process it is may have changed by a fork."""
    process = os.getpid()
    if process not in _held:
        _held[process] = _free_slot(Path(os.environ[FOLDER]))
    return _held[process][0]


def _free_slot(folder: Path) -> tuple[str, IO[bytes]]:
    """The system lets go of a lock when its process ends, however it does."""
    number = 0
    while True:
        lock = (folder / f"{number}.lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            number += 1
        else:
            return str(number), lock


if FOLDER in os.environ:
    _share()
