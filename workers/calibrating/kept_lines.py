"""A file of JSON lines that grows, and is read again by a worker that takes over: a line that was cut off when its
writer died is as if never written."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Line = Any  # whatever JSON holds


def count(file: Path) -> int:
    """Whole lines. What is cut off at the end is taken away, so that the next line begins where it ought to."""
    if not file.is_file():
        return 0
    whole, lines = 0, 0
    with file.open("rb+") as opened:
        for line in opened:
            if not line.endswith(b"\n"):
                opened.truncate(whole)
                break
            whole, lines = whole + len(line), lines + 1
    return lines


def add(file: Path, lines: Iterable[Line]) -> None:
    with file.open("a", encoding="utf-8") as out:
        for line in lines:
            out.write(json.dumps(line, separators=(",", ":")) + "\n")


def replace(file: Path, lines: Iterable[Line]) -> None:
    """Whole or not at all."""
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    add(part, lines)
    part.replace(file)


def read(file: Path) -> Iterator[Line]:
    """None where there is no file yet."""
    if not file.is_file():
        return
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
