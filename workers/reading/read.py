"""Bytes become Text in a process of their own, so that a hostile file can take down only that."""

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from plugin.domain.document import MediaType, Text, Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import DEFAULT, Limits
from workers.reading.process import ask

__all__ = ["DEFAULT", "Limits", "read"]

_ROOT = Path(__file__).resolve().parents[2]
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from workers.reading.child import main; main()"
_CONFINED = (
    "import sys; sys.path.insert(0, sys.argv[1]); from workers.reading.confinement import confine; "
    "from workers.reading.limits import DEFAULT; kept = confine(DEFAULT); print(*kept)"
)


def read(data: bytes, limits: Limits = DEFAULT, marked_up: bool = False) -> Text:
    """Read a document of any type Caveat knows. A bad one raises Unreadable, and nothing else.

    `marked_up`: what turns out to be text is HTML. Bytes cannot tell: an essay may begin with "<p>".

    OSError when no process can be started: the machine's trouble and not the document's, worth another try.
    """
    if len(data) > limits.max_bytes:
        raise Unreadable(Reason.TOO_LARGE_INSIDE, bytes=len(data), maximum=limits.max_bytes)
    head = {"limits": asdict(limits), "marked_up": marked_up}
    question = json.dumps(head).encode() + b"\n" + data
    answer = ask(_command(_CHILD), question, limits.wall_seconds, limits.max_answer_bytes)
    # SIGKILL without our clock is no time-out: the kernel kills so when memory runs out.
    if answer.overdue or answer.code == -signal.SIGXCPU:
        raise Unreadable(Reason.READING_TIMED_OUT)
    return _text_of(answer.output)


def kept_by_kernel() -> frozenset[str]:
    """What is kept from a process that reads, here and now, beside its limits: "files" and "calls" (confinement.py)."""
    return frozenset(ask(_command(_CONFINED), b"", DEFAULT.wall_seconds, 100).output.decode().split())


def _command(code: str) -> list[str]:
    """-c instead of -m: the folder of the source tree is put on the path, nothing of the caller's environment.
    -B: a process that may write nothing need not try to keep its bytecode."""
    return [sys.executable, "-I", "-B", "-c", code, str(_ROOT)]


def _text_of(output: bytes) -> Text:
    """The reading process may have been taken over: what it says is looked at like any stranger's word."""
    try:
        answer = json.loads(output)
        reason = Reason(answer["reason"]) if "reason" in answer else None
        facts = _facts(answer["facts"])
        if reason is None:
            return Text(_words(answer["content"]), MediaType(answer["media_type"]), facts, _codes(answer["notes"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(Reason.UNREADABLE) from error
    raise Unreadable(reason, **facts)


def _facts(found: Any) -> dict[str, str | int]:
    if not all(isinstance(value, str | int) and name.isidentifier() for name, value in found.items()):
        raise ValueError("facts are numbers and codes")
    return {name: value for name, value in found.items() if name not in ("self", "reason")}


def _codes(found: Any) -> tuple[str, ...]:
    if not set(found) <= {"encoding_guessed", "pages_without_text"}:
        raise ValueError("no such note")
    return tuple(found)


def _words(found: Any) -> str:
    if not isinstance(found, str) or not found.strip():
        raise ValueError("no text")
    found.encode()  # a lone surrogate passes json, and then no database takes it
    return found
