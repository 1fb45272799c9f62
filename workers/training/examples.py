"""Labelled texts, read from JSON lines.

A line is an object with `id`, `text`, `label` (human | ai | mixed) and, where known, `dataset`, `language`, `author`,
`domain`; other keys are ignored.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugin.domain.errors import NamedError

LABELS = ("human", "ai", "mixed")


class ExampleError(NamedError):
    """A file of examples cannot be read; the sentence says file and line."""


@dataclass(frozen=True)
class Example:
    """One labelled text; `dataset` is what is left out together when a model is judged on texts it never saw."""

    id: str
    text: str
    label: str
    dataset: str
    language: str = ""
    author: str = "unknown"
    domain: str = ""
    generator: str = ""
    attack: str = ""


def read_examples(files: Iterable[Path]) -> Iterator[Example]:
    """Raises ExampleError at the first line that is no example. Lines go by one at a time: files may be large."""
    for file in files:
        for number, line in enumerate(_lines(file), 1):
            if line.strip():
                yield _example(line, file, number)


def _lines(file: Path) -> Iterator[str]:
    """A pipe or a device may never end: only what lies on a disk is read. Files of some systems begin with a mark."""
    if not file.is_file():
        raise _unreadable(file, "is no file")
    try:
        opened: Callable[..., Any] = gzip.open if file.suffix == ".gz" else open
        with opened(file, "rt", encoding="utf-8-sig") as lines:
            yield from lines
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise _unreadable(file, "is broken off, or no text in UTF-8") from error


def _unreadable(file: Path, why: str) -> ExampleError:
    return ExampleError("file_unreadable", f"{file} {why}.", "Name .jsonl or .jsonl.gz files.")


def _example(line: str, file: Path, number: int) -> Example:
    where = f"{file}, line {number}"
    try:
        raw = json.loads(line)
        text, label = raw["text"], raw["label"]
        if not isinstance(text, str):
            raise TypeError("text must be a string")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ExampleError(
            "not_an_example",
            f"{where} is no object with text and label.",
            'Write one JSON object a line, as {"id": "1", "text": "…", "label": "human"}.',
        ) from error
    if label not in LABELS:
        said = f"{label!r:.20}"  # whoever took one key for the other must not find a text in a log
        raise ExampleError("label_unknown", f"{where} has the label {said}.", "Use human, ai or mixed.")
    known = {key: str(raw[key]) for key in ("language", "author", "domain", "generator", "attack") if raw.get(key)}
    # A folder of sets names each by its file: the name is what people then find in the tables.
    dataset = str(raw.get("dataset") or "") or file.name.split(".")[0]
    own = raw.get("id")
    return Example(str(number if own is None else own), text, label, dataset, **known)
