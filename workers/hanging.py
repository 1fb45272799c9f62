"""Platforms that hang. A call to one keeps a process of the courier for most of a minute, and hundreds of marks for it
would keep everybody else's waiting for hours: so it is left in peace for a while after each."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from plugin.lms.connector import ServiceError
from plugin.lms.platform import Platform

LONG = 10.0  # seconds
REST = 60.0


class Hanging:
    """What this process has met itself; `clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._until: dict[tuple[str, str], float] = {}

    def is_left_in_peace(self, platform: Platform) -> bool:
        return self._clock() < self._until.get(_key(platform), 0.0)

    @contextmanager
    def watching(self, platform: Platform) -> Iterator[None]:
        """Of what is asked in this block: did it end without an answer, and after long?"""
        began = self._clock()
        try:
            yield
        except ServiceError as error:
            if error.status == 0 and self._clock() - began > LONG:
                self._until[_key(platform)] = self._clock() + REST
            raise


def _key(platform: Platform) -> tuple[str, str]:
    return platform.issuer, platform.client_id
