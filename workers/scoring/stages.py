"""How long the parts of a scoring take, told to whoever listens: this room knows nobody who measures.

Stages: reading (bytes to text, and its language), model (the passes), detectors (what is made of them), record (into
the tables). What one stage has within another counts for itself alone.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, float], None]
_listeners: list[Listener] = []
_within: ContextVar[float] = ContextVar("within", default=0.0)  # seconds of the stages inside the one that is open


def listen(listener: Listener) -> None:
    """It is called with a stage's name and seconds when the stage is over, however it ended."""
    _listeners.append(listener)


@contextmanager
def stage(name: str) -> Iterator[None]:
    began, outer = time.perf_counter(), _within.set(0.0)
    try:
        yield
    finally:
        whole = time.perf_counter() - began
        own = whole - _within.get()
        _within.reset(outer)
        _within.set(_within.get() + whole)
        for tell in _listeners:
            tell(name, own)
