"""One question to a process of its own: bounded in time and in what it may answer, gone when the call returns."""

import contextlib
import os
import signal
import subprocess  # noqa: S404 - our own interpreter, fixed arguments
from dataclasses import dataclass
from threading import Event, Thread, Timer
from typing import IO


@dataclass(frozen=True)
class Answer:
    """`output` is b"" unless the process ended by itself, in time and within bounds."""

    output: bytes
    code: int
    overdue: bool


def ask(command: list[str], question: bytes, seconds: float, most: int) -> Answer:
    """Raises OSError when no process can be started, which says nothing about the question."""
    overdue = Event()
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a parser's message may quote the text
        env={},
        cwd="/",
        process_group=0,  # so that what it may have started ends with it
    )
    clock = Timer(seconds, _end, (process, overdue))
    clock.daemon = True
    clock.start()
    with process:
        return _listen(process, clock, question, most, overdue)


def _listen(process: subprocess.Popen[bytes], clock: Timer, question: bytes, most: int, overdue: Event) -> Answer:
    assert process.stdin is not None  # noqa: S101 - PIPE was asked for
    assert process.stdout is not None  # noqa: S101
    feeder = Thread(target=_feed, args=(process.stdin, question), daemon=True)
    feeder.start()
    try:
        # communicate() would hold whatever is poured out, without end.
        output = process.stdout.read(most + 1)
        if len(output) > most:
            _end(process)
        code = process.wait()
    finally:
        _end(process)
        clock.cancel()
        feeder.join()
    return Answer(output if code == 0 and not overdue.is_set() else b"", code, overdue.is_set())


def _feed(pipe: IO[bytes], question: bytes) -> None:
    with contextlib.suppress(OSError), pipe:  # it may have ended before it heard everything
        pipe.write(question)


def _end(process: subprocess.Popen[bytes], overdue: Event | None = None) -> None:
    if process.returncode is not None:  # waited for: its number may be another's by now
        return
    if overdue is not None:
        overdue.set()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
