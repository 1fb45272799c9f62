"""Bytes become Text in a process of their own, so that a hostile file can take down only that."""

import json
import subprocess  # noqa: S404 - our own interpreter, fixed arguments
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from plugin.domain.document import MediaType, Text, Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import DEFAULT, Limits

_ROOT = Path(__file__).resolve().parents[2]
_KILLED_BY_CPU_LIMIT = {-24, -9}  # SIGXCPU, then SIGKILL at the hard limit


def read(data: bytes, limits: Limits = DEFAULT) -> Text:
    """Read a document of any type Caveat knows. Raises Unreadable, and nothing else, for a bad one."""
    request = json.dumps(asdict(limits)).encode() + b"\n" + data
    try:
        # -c instead of -m: the folder of the source tree is put on the path, nothing of the caller's environment.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-c", _CHILD, str(_ROOT)],
            input=request,
            capture_output=True,
            timeout=limits.wall_seconds,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(Reason.READING_TIMED_OUT) from error
    if done.returncode in _KILLED_BY_CPU_LIMIT:
        raise Unreadable(Reason.READING_TIMED_OUT)
    return _answer(done.stdout)


_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from workers.reading.child import main; main()"


def _answer(output: bytes) -> Text:
    try:
        answer: dict[str, Any] = json.loads(output)
        if reason := answer.get("reason"):
            raise Unreadable(Reason(reason), **answer["facts"])
        return Text(answer["content"], MediaType(answer["media_type"]), answer["facts"], tuple(answer["notes"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(Reason.UNREADABLE) from error
