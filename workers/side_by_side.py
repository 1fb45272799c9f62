"""One scorer a device, side by side, each a worker of its own: a device that fails stops no other.

Whichever ends is started again after a pause that grows. When none is left, all of it ends with an error, as one scorer
does alone: whoever looks after it starts it again. Signals to stop are handed on, and waited for.
"""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from celery.platforms import set_pdeathsig

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0  # seconds
HANDED_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


@dataclass(frozen=True)
class Scorer:
    """`environment`: what is added to ours."""

    device: str
    command: Sequence[str]
    environment: Mapping[str, str]


def run(scorers: Sequence[Scorer], first_pause: float = FIRST_PAUSE) -> int:
    """Returns when all have ended: 0 where they were told to, 1 where none was left."""
    return asyncio.run(_Crew(first_pause).keep(scorers))


def next_pause(pause: float, lived: float, first: float = FIRST_PAUSE) -> float:
    """Seconds, after one that `lived` so long. Loading a model that fails takes less than the longest pause."""
    return first if lived > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)


class _Crew:
    def __init__(self, first_pause: float):
        self._first_pause = first_pause
        self._over, self._status = asyncio.Event(), 0
        self._at_work: dict[str, asyncio.subprocess.Process | None] = {}  # by device; None while it is being started

    async def keep(self, scorers: Sequence[Scorer]) -> int:
        for which in HANDED_ON:
            asyncio.get_running_loop().add_signal_handler(which, self._stop, which)
        self._at_work = {scorer.device: None for scorer in scorers}
        await asyncio.gather(*(self._keep_one(scorer) for scorer in scorers))
        return self._status

    async def _keep_one(self, scorer: Scorer) -> None:
        pause = self._first_pause
        while not self._over.is_set():
            began = time.monotonic()
            status = await self._work(scorer)
            lived = time.monotonic() - began
            if not self._at_work and not self._over.is_set():
                log.critical("no scorer is left")
                self._status = 1
                self._over.set()
            if not self._over.is_set():
                log.error("the scorer on %s ended (%s), again in %g s", scorer.device, status, pause)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), pause)
            pause = next_pause(pause, lived, self._first_pause)

    async def _work(self, scorer: Scorer) -> int:
        """From its start to its end. In a session of its own a terminal's Ctrl-C reaches it once, by us; when we are
        killed the kernel ends it, or it would work on beside the one that comes after."""
        self._at_work[scorer.device] = None
        process = await asyncio.create_subprocess_exec(
            *scorer.command, env=os.environ | scorer.environment,
            start_new_session=True, preexec_fn=lambda: set_pdeathsig("SIGKILL"),
        )  # fmt: skip
        self._at_work[scorer.device] = process
        if self._over.is_set():
            self._send(process, signal.SIGTERM)
        status = await process.wait()
        del self._at_work[scorer.device]
        return status

    def _stop(self, which: signal.Signals) -> None:
        self._over.set()
        for process in self._at_work.values():
            if process is not None:
                self._send(process, which)

    def _send(self, process: asyncio.subprocess.Process, which: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            process.send_signal(which)
