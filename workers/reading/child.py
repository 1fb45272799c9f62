"""The reading process: limits first, then the document; one JSON answer on stdout, never a word elsewhere."""

import contextlib
import json
import os
import resource
import sys
from dataclasses import asdict

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import Limits


def main() -> None:
    request = sys.stdin.buffer.read()
    head, _, data = request.partition(b"\n")
    limits = Limits(**json.loads(head))
    _confine(limits)
    answer = json.dumps(answer_to(data, limits)).encode()
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    os._exit(0)  # whatever a parser's library would do at exit, it need not


def answer_to(data: bytes, limits: Limits) -> dict[str, object]:
    from workers.reading.parse import parse

    try:
        return asdict(parse(data, limits))
    except Unreadable as error:
        return {"reason": error.reason.value, "facts": error.facts}
    except MemoryError:
        return {"reason": Reason.TOO_LARGE_INSIDE.value, "facts": {}}
    except RecursionError:
        return {"reason": Reason.UNREADABLE.value, "facts": {}}
    except Exception:  # noqa: BLE001 - parsers fail in many ways, all of which mean the same to the reader
        return {"reason": Reason.UNREADABLE.value, "facts": {}}


def _confine(limits: Limits) -> None:
    """Bounded memory and time, no file grows, no core is dumped, and no message can quote the text."""
    for what, how_much in (
        (resource.RLIMIT_AS, limits.address_space),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(what, (how_much, how_much))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
