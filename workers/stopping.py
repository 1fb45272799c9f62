"""A worker that is asked to stop. Celery lets it finish what it has in hand, however long, but whoever asks kills it
sooner: so it has some seconds for that, and then lets go of it."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from celery.signals import worker_process_init, worker_shutting_down

log = logging.getLogger(__name__)


def within(seconds: float, let_go: Callable[[], None] = lambda: None) -> None:
    """From now on: at SIGTERM, finish within `seconds`, or `let_go` and end all the same. At SIGQUIT, at once and with
    an error."""

    def asked(how: str, **_: Any) -> None:
        if how == "Cold":
            _end(let_go, 1)
        timer = threading.Timer(seconds, _end, [let_go, 0])
        timer.daemon = True  # whoever has finished does not wait for it
        timer.start()

    worker_shutting_down.connect(asked, weak=False)
    worker_process_init.connect(_leave_it_to_the_worker, weak=False)


def _leave_it_to_the_worker(**_: Any) -> None:
    """A process that the worker forked, or that reads for it, is not asked: systemd asks every process of a service
    (systemd.kill, KillMode), and a text in hand would count as one that takes its worker down, or as unreadable."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _end(let_go: Callable[[], None], status: int) -> None:
    log.warning("the worker ends: what is in hand goes back to the queue")
    try:
        let_go()
    except Exception as error:  # noqa: BLE001 - the others will see that it fell silent
        log.warning("not given back: %s", type(error).__name__)
    finally:
        os._exit(status)  # the processes that it forked end with it: Celery asks the kernel for that


def unfit(why: str) -> None:
    """This process can do no work. The whole worker ends, so that it consumes nothing; whoever looks after it starts it
    again."""
    log.critical("%s: the worker stops, what is queued waits", why)
    os.kill(os.getppid(), signal.SIGQUIT)
    os._exit(1)
