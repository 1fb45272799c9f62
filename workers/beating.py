"""Each worker says that it is alive, from a thread of its own: a long text keeps the others busy."""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from plugin.services import worker_beats
from plugin.store.session import Database

log = logging.getLogger(__name__)

# Of the whole worker: the processes that it forks have it too, so that whoever takes the place of one that died knows
# what that one had in hand. The token: in two containers the same process id may be that of two workers.
_SELF = f"{socket.gethostname()}/{os.getpid()}-{secrets.token_hex(2)}"


def name_of(queue: str) -> str:
    """What this worker is called in its beats, and in what it has claimed."""
    return f"{queue}@{_SELF}"


def begin(
    database: Database,
    queue: str,
    facts: Callable[[], dict[str, Any]],
) -> threading.Event:
    """Beat until the event that is returned is set. `facts` is asked at each beat: a model may still be loading."""
    over = threading.Event()

    def beat() -> None:
        started = datetime.now(UTC)
        while True:
            _once(database, name_of(queue), queue, started, facts())
            if over.wait(worker_beats.EVERY.total_seconds()):
                return

    threading.Thread(target=beat, name="beat", daemon=True).start()
    return over


def _once(database: Database, name: str, queue: str, started: datetime, facts: dict[str, Any]) -> None:
    told = {"version": worker_beats.own_version()} | facts
    try:
        with database.session(lasting=False) as session:
            worker_beats.beat(session, name, queue, started, told)
    except Exception as error:  # noqa: BLE001 - a beat that is missed is no reason to stop working
        log.warning("beat not written: %s", type(error).__name__)
