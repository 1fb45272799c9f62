"""Labelled texts, read from JSON lines.

A line is an object with `id`, `text`, `label` (human | ai | mixed) and, where known, `dataset`, `language`, `author`,
`domain`; other keys are ignored.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LABELS = ("human", "ai", "mixed")


class ExampleError(Exception):
    """A file of examples cannot be read: `code`, a sentence with file and line, and what to do next."""

    def __init__(self, code: str, sentence: str, next_step: str):
        super().__init__(f"{code}: {sentence} {next_step}")
        self.code, self.sentence, self.next_step = code, sentence, next_step


@dataclass(frozen=True)
class Example:
    """One labelled text; `dataset` is what is left out together when a model is judged on texts it never saw."""

    id: str
    text: str
    label: str
    dataset: str
    language: str = "en"
    author: str = "unknown"
    domain: str = ""
    generator: str = ""
    attack: str = ""


def read_examples(files: Iterable[Path]) -> Iterator[Example]:
    """Raises ExampleError at the first line that is no example. Lines go by one at a time: files may be large."""
    for file in files:
        with _opened(file) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _example(line, file, number)


def _opened(file: Path) -> Any:
    try:
        if file.suffix == ".gz":
            return gzip.open(file, "rt", encoding="utf-8")
        return file.open(encoding="utf-8")
    except OSError as error:
        raise ExampleError(
            "file_unreadable", f"{file} cannot be opened.", "Name a .jsonl or .jsonl.gz file."
        ) from error


def _example(line: str, file: Path, number: int) -> Example:
    where = f"{file}, line {number}"
    try:
        raw = json.loads(line)
        text, label = raw["text"], raw["label"]
    except (ValueError, KeyError, TypeError) as error:
        raise ExampleError(
            "not_an_example", f"{where} is no object with text and label.", "See docs/calibration.md for the format."
        ) from error
    if label not in LABELS or not isinstance(text, str):
        raise ExampleError("label_unknown", f"{where} has the label {label!r}.", "Use human, ai or mixed.")
    known = {key: str(raw[key]) for key in ("language", "author", "domain", "generator", "attack") if raw.get(key)}
    # A folder of sets names each by its file: the name is what people then find in the tables.
    dataset = str(raw.get("dataset") or "") or file.name.split(".")[0]
    return Example(str(raw.get("id", number)), text, label, dataset, **known)
