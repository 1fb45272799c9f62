"""The reading process: limits first, then the document; one JSON answer on stdout, never a word elsewhere."""

import contextlib
import json
import os
import sys
from dataclasses import asdict

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.confinement import confine
from workers.reading.limits import Limits


def main() -> None:
    head = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    limits = Limits(**head["limits"])
    answer_pipe = _quiet()
    confine(limits)
    answer = json.dumps(answer_to(data, limits, head["marked_up"])).encode()
    with contextlib.suppress(BrokenPipeError), os.fdopen(answer_pipe, "wb") as pipe:
        pipe.write(answer)
    os._exit(0)  # whatever a parser's library would do at exit, it need not


def answer_to(data: bytes, limits: Limits, marked_up: bool = False) -> dict[str, object]:
    from workers.reading.parse import parse

    try:
        return asdict(parse(data, limits, marked_up))
    except Unreadable as error:
        return {"reason": error.reason.value, "facts": error.facts}
    except MemoryError:
        return {"reason": Reason.TOO_LARGE_INSIDE.value, "facts": {}}
    except RecursionError:
        return {"reason": Reason.UNREADABLE.value, "facts": {}}
    except Exception:  # noqa: BLE001 - parsers fail in many ways, all of which mean the same to the reader
        return {"reason": Reason.UNREADABLE.value, "facts": {}}


def _quiet() -> int:
    """Only the answer goes out: a library that prints would spoil it. stderr leads nowhere from the start."""
    answer_pipe = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return answer_pipe
