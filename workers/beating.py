"""Each worker says that it is alive, from a thread of its own: a long text keeps the others busy."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from plugin.services import worker_beats
from plugin.store.session import Database

log = logging.getLogger(__name__)


def begin(
    database: Database, queue: str, facts: Callable[[], dict[str, Any]], process: int | None = None
) -> threading.Event:
    """Beat until the event that is returned is set. `facts` is asked at each beat: a model may still be loading.

    `process`: of which this one is a part, where several are one worker to those who started it.
    """
    over = threading.Event()
    arguments = (database, f"{queue}@{socket.gethostname()}/{process or os.getpid()}", queue, facts, over)
    threading.Thread(target=_beat, args=arguments, name="beat", daemon=True).start()
    return over


def _beat(
    database: Database, name: str, queue: str, facts: Callable[[], dict[str, Any]], over: threading.Event
) -> None:
    started = datetime.now(UTC)
    while True:
        _once(database, name, queue, started, facts())
        if over.wait(worker_beats.EVERY.total_seconds()):
            return


def _once(database: Database, name: str, queue: str, started: datetime, facts: dict[str, Any]) -> None:
    told = {"version": worker_beats.own_version()} | facts
    try:
        with database.session(lasting=False) as session:
            worker_beats.beat(session, name, queue, started, told)
    except Exception as error:  # noqa: BLE001 - a beat that is missed is no reason to stop working
        log.warning("beat not written: %s", type(error).__name__)
