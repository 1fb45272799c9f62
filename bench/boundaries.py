"""Where a human text goes on as an AI text: how near the passages' borders come, and what they mark.

    python -m bench.boundaries --file FILE.jsonl.gz --model-cache FOLDER [--limit N]

On texts with a human start and an AI continuation (`spans`) of 150 words and more, from as many sources as there
are. Each rival places one border in each text, at a sentence's end, 50 tokens from both ends of the text at least.
"""

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import workers.torch_settings  # noqa: F401 - before torch
from bench.rivals import RIVALS, fixed_groups
from plugin.domain.score import Direction
from workers.scoring import evidence
from workers.scoring.language_model import EMBEDDED
from workers.scoring.reading import Prepared, Reading, prepare, read_all
from workers.scoring.scorer import CALIBRATIONS, Scorer, load_scorer
from workers.scoring.segments import PASSAGE_TOKENS, Stretch

SEED, LEAST_WORDS = 2026, 150


@dataclass
class Known:
    """A text as read; its first `border` scored tokens are human."""

    prepared: Prepared
    reading: Reading
    border: int

    def is_inside(self) -> bool:
        return PASSAGE_TOKENS <= self.border <= self.reading.tokens - PASSAGE_TOKENS


def known(scorer: Scorer, file: Path, label: str, limit: int) -> Iterator[Known]:
    for raw, border in _rows(file, label)[:limit]:
        prepared = prepare(scorer.model, raw)
        ends = [prepared.normalised.ends[end - 1] for _, end in prepared.encoded.offsets[1:]]
        yield Known(prepared, read_all(scorer.model, [prepared])[0], sum(end <= border for end in ends))


def _rows(file: Path, label: str) -> list[tuple[str, int]]:
    """Text and border, in one fixed random order; a source's second text comes after every source's first."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        read = [json.loads(line) for line in lines]
    rows = [r for r in read if r["label"] == label and len(r["text"].split()) >= LEAST_WORDS]
    rows = random.Random(f"{SEED} boundaries").sample(rows, len(rows))
    turn: Counter[str] = Counter()
    turns = []
    for row in rows:
        turns.append((turn[row["group_id"]], row))
        turn[row["group_id"]] += 1
    border = {"mixed": lambda r: r["spans"][0][1], "human": lambda r: len(r["text"]), "ai": lambda r: 0}[label]
    return [(r["text"], border(r)) for _, r in sorted(turns, key=lambda pair: pair[0])]


def border_errors(texts: list[Known]) -> None:
    usual = float(np.median([t.border for t in texts]))
    print("\n| border placed by | tokens off, median (mean) | sentences off, median | within 1 | within 2 |")
    print("|---" * 5 + "|")
    for name, rival in RIVALS.items():
        tokens, sentences = zip(*(_error(t, rival(t.reading, usual)) for t in texts), strict=True)
        within = " | ".join(f"{np.mean(np.array(sentences) <= far):.2f}" for far in (1, 2))
        print(f"| {name} | {np.median(tokens):.0f} ({np.mean(tokens):.0f}) | {np.median(sentences):.0f} | {within} |")


def _error(text: Known, found: int) -> tuple[int, int]:
    """In tokens, and in sentences' ends between the two."""
    ends = np.array([s.last for s in text.reading.sentences])
    nearest = [int(np.abs(ends - place).argmin()) for place in (found, text.border)]
    return abs(found - text.border), abs(nearest[0] - nearest[1])


def passage_auroc(texts: list[Known], name: str, passages: list[tuple[Stretch, ...]]) -> None:
    """Token by token, each with its passage's statistic; within a text, and over all."""
    values, labels = [], []
    for text, found in zip(texts, passages, strict=True):
        here = np.concatenate([np.full(p.tokens, evidence.passage_statistic(text.reading, p)) for p in found])
        values.append(here)
        labels.append(np.arange(len(here)) >= text.border)
    within = np.mean([_auroc(v, y) for v, y in zip(values, labels, strict=True)])
    over_all = _auroc(np.concatenate(values), np.concatenate(labels))
    print(f"{name}: AUROC of a token's passage within its text {within:.3f}, over all texts {over_all:.3f}")


def _auroc(values: np.ndarray, is_machine: np.ndarray) -> float:
    """Probability that an AI token's passage lies higher than a human token's, ties half."""
    human, machine = np.sort(values[~is_machine]), values[is_machine]
    return float(
        np.mean(np.searchsorted(human, machine, "left") + np.searchsorted(human, machine, "right")) / 2 / len(human)
    )


def marked(scorer: Scorer, name: str, texts: list[Known]) -> None:
    any_, share = [], {True: [], False: []}
    for text in texts:
        stratum = scorer.calibration.stratum_for(text.reading.tokens)
        found = evidence.spans(text.reading, stratum, text.prepared.normalised)
        spans = [(s.start, s.end) for s in found if s.direction is Direction.MACHINE]
        any_.append(bool(spans))
        for at, (start, end) in enumerate(text.prepared.encoded.offsets[1:]):
            raw = text.prepared.normalised.origins[max(start, end - 1)]
            share[at >= text.border].append(any(first <= raw < last for first, last in spans))
    parts = [f"{np.mean(s):.3f} of {who} tokens" for who, s in (("AI", share[True]), ("human", share[False])) if s]
    print(f"{name}: {sum(any_)} of {len(any_)} hold a machine-like passage; marked " + ", ".join(parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--model-cache", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=100, help="texts of each kind")
    arguments = parser.parse_args()
    scorer = load_scorer(EMBEDDED, arguments.model_cache, "auto", "auto", 0.1)
    kinds = {label: list(known(scorer, arguments.file, label, arguments.limit)) for label in ("mixed", "human", "ai")}
    inside = [t for t in kinds["mixed"] if t.is_inside()]
    print(
        f"{len(inside)} of {len(kinds['mixed'])} mixed texts have 50 tokens on both sides; border at token, quartiles:"
    )
    print(
        np.quantile([t.border for t in inside], [0, 0.25, 0.5, 0.75, 1]),
        f"calibration {scorer.calibration.id} of {CALIBRATIONS.name}",
    )
    border_errors(inside)
    passage_auroc(inside, "passages", [t.reading.passages for t in inside])
    passage_auroc(inside, "groups of 60 tokens", [fixed_groups(t.reading) for t in inside])
    for name, texts in (kinds | {"mixed, 50 tokens on both sides": inside}).items():
        marked(scorer, name, texts)


if __name__ == "__main__":
    main()
