"""Corpora whose answer is known: texts of this project's own sentences in new orders, and tables of plain numbers."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from tests.platforms.essays import GENERIC, HARBOUR, PLACE
from workers.scoring.detectors import ZERO_SHOT
from workers.scoring.features import COUNT
from workers.training.crossfit import Corpus
from workers.training.examples import Example
from workers.training.members import count_runs
from workers.training.table import Labels, Table, labels_of, runs_of

_SENTENCES = {
    side: re.findall(r"[^.!?]+[.!?]", " ".join(text.split()))
    for side, text in (("human", PLACE + " " + HARBOUR), ("ai", GENERIC))
}
_SENTENCES["mixed"] = _SENTENCES["human"] + _SENTENCES["ai"]


def text(label: str, seed: int, words: int = 140) -> str:
    """At least so many words, of sentences drawn anew."""
    chance, made = Random(f"{label} {seed}"), ""
    while len(made.split()) < words:
        made += chance.choice(_SENTENCES[label])
    return made.strip()


def rows(name: str, each: int = 10, labels: Sequence[str] = ("human", "ai")) -> list[dict[str, Any]]:
    """Lines of a file: of each label so many, ids shared by the labels as pairs of texts do."""
    return [
        {"id": f"{number}", "text": text(label, 1000 * len(name) + number), "label": label, "dataset": name}
        for number in range(each)
        for label in labels
    ]


def write(file: Path, lines: Sequence[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return file


def labels(sets: Sequence[str], each: int, sides: Sequence[str] = ("human", "ai")) -> Labels:
    """`each` texts a set, sides in turn."""
    known = [Example(str(n), "", sides[n % len(sides)], name) for name in sets for n in range(each)]
    return labels_of(known)


def table(known: Labels, seed: int = 1, apart: float = 1.0) -> Table:
    """Numbers drawn alike for every set, AI texts `apart` higher in the first columns; runs as of short texts."""
    chance, n = np.random.default_rng(seed), len(known.id)
    shift = apart * known.machine[:, None]
    features = chance.normal(size=(n, COUNT))
    features[:, :2] += shift
    words = [" ".join(chance.choice(["and", "the", "moreover", "harbour", "grey"], 6)) for _ in range(n)]
    return Table(
        labels=known, tokens=np.full(n, 200), words=np.full(n, 100),
        pooled=(chance.normal(size=(n, 4)) + shift).astype(np.float32), features=features,
        runs=[runs_of(one) for one in words], methods={d.name: chance.normal(size=n) for d in ZERO_SHOT},
        highest=chance.normal(size=n), lowest=chance.normal(size=n), passages=np.full(n, 3),
    )  # fmt: skip


def corpus(of: Table, doubtful: Sequence[str] = (), genres: Sequence[Sequence[str]] = ()) -> Corpus:
    return Corpus(of, labels_of([]), count_runs(of.runs), frozenset(doubtful), tuple(map(frozenset, genres)))
