"""Essays as JSON lines: `text`, and where known `author_id` and `label`, which must then be human."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workers.calibrating.found import MAX_BYTES, MAX_FILES, Found, too_large, too_many
from workers.reading.parse import clean
from workers.scoring.calibration import CalibrationError

_LONGEST_LINE = 16 * 2**20


def in_lines(file: Path) -> Iterator[Found]:
    """One line at a time, in order."""
    if file.stat().st_size > MAX_BYTES:
        raise too_large(str(file))
    count = 0
    with file.open("rb") as opened:
        for number, line in enumerate(iter(lambda: opened.readline(_LONGEST_LINE), b""), 1):
            if line.strip():
                count += 1
                yield _found(line, f"{file}, line {number}")
            if count > MAX_FILES:
                raise too_many(str(file))


def _found(line: bytes, where: str) -> Found:
    raw = _object(line, where)
    text, author, label = raw.get("text"), raw.get("author_id"), raw.get("label", "human")
    if not isinstance(text, str):
        raise _bad("no_text", f"{where}, has no text.")
    if label != "human":
        raise _bad("not_human", f"{where}, is not labelled human.")
    return Found(clean(text), None if author in (None, "") else str(author))


def _object(line: bytes, where: str) -> dict[str, Any]:
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        raise _bad("not_json", f"{where}, is no JSON object.")
    return raw


def _bad(code: str, sentence: str) -> CalibrationError:
    return CalibrationError(code, sentence, "docs/calibration.md shows the format.")
