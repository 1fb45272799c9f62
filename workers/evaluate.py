"""`caveat evaluate FILE...`: how the scorer, bands and all, does on labelled texts of one's own."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from plugin.domain.score import Band, Score
from plugin.domain.status import RunState
from workers.reading.language import identify
from workers.scoring.scorer import Answer, Request, Scorer
from workers.training.examples import Example
from workers.training.measures import Rate, auroc, found_at, rate_of

TOGETHER = 32
FLAGGED = {0.05: (Band.ELEVATED, Band.STRONG), 0.01: (Band.STRONG,)}


@dataclass(frozen=True)
class Judged:
    """One text's answer; `statistic` and `p_value` are None where it got no score."""

    id: str
    dataset: str
    label: str
    stratum: str
    state: str
    band: str
    p_value: float | None
    likelihood: float | None
    statistic: float | None


def evaluate(
    scorer: Scorer, examples: Iterable[Example], max_tokens: int | None, said: Callable[[int], None] = lambda _: None
) -> Iterator[Judged]:
    """One answer for each example, in order, TOGETHER at a time: nothing is held of a text once it is judged."""
    waiting, done = iter(examples), 0
    while batch := list(islice(waiting, TOGETHER)):
        texts = [_cut(scorer, example.text, max_tokens) for example in batch]
        answers = scorer.score_many([_request(text) for text in texts])
        yield from (_judged(example, answer) for example, answer in zip(batch, answers, strict=True))
        done += len(batch)
        said(done)


def _request(text: str) -> Request:
    language, confidence = identify(text)
    return Request(text, language, confidence)


def _cut(scorer: Scorer, text: str, max_tokens: int | None) -> str:
    if max_tokens is None:
        return text
    offsets = scorer.model.encode(text).offsets
    return text if len(offsets) <= max_tokens else text[: offsets[max_tokens - 1][1]]


def _judged(example: Example, answer: Answer) -> Judged:
    result = answer[0]
    if not isinstance(result, Score):
        unscored = (RunState.UNSCORABLE.value, Band.NOT_SCORED.value, None, None, None)
        return Judged(example.id, example.dataset, example.label, "all", *unscored)
    return Judged(
        example.id, example.dataset, example.label, result.calibration.stratum, RunState.SCORED.value,
        result.band.value, result.rank.p_value, result.likelihood.value, result.statistic,
    )  # fmt: skip


def rows_of(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """One row a set, then one a set and stratum where a set has several."""
    rows = []
    for dataset in sorted({one.dataset for one in judged}):
        own = [one for one in judged if one.dataset == dataset]
        strata = sorted({one.stratum for one in own if one.state == RunState.SCORED.value})
        rows.append(_row(dataset, "all", own))
        if len(strata) > 1:
            rows += [_row(dataset, stratum, [one for one in own if one.stratum == stratum]) for stratum in strata]
    return rows


def _row(dataset: str, stratum: str, judged: Sequence[Judged]) -> dict[str, Any]:
    by_label = {label: [one for one in judged if one.label == label] for label in ("human", "ai", "mixed")}
    human, machine = (_statistics(by_label[label]) for label in ("human", "ai"))
    area = auroc(human, machine)
    return {
        "set": dataset,
        "stratum": stratum,
        "n": {label: len(texts) for label, texts in by_label.items()},
        "scored": {label: sum(one.statistic is not None for one in texts) for label, texts in by_label.items()},
        "auroc": asdict(area) if area else None,
        "found_at_own_5_percent": _object(found_at(human, machine, 0.05)),
        "found_at_own_1_percent": _object(found_at(human, machine, 0.01)),
        "flagged": {
            label: {f"{alpha:g}": _flagged(texts, bands).as_object() for alpha, bands in FLAGGED.items()}
            for label, texts in by_label.items()
        },
        "cannot_tell": {label: _flagged(texts, (Band.CANNOT_TELL,)).as_object() for label, texts in by_label.items()},
    }


def _statistics(judged: Sequence[Judged]) -> "np.ndarray[Any, np.dtype[np.float64]]":
    return np.array([one.statistic for one in judged if one.statistic is not None], dtype=float)


def _flagged(judged: Sequence[Judged], bands: Sequence[Band]) -> Rate:
    """Of those scored; an answer of "cannot tell" is no flag."""
    return rate_of(np.array([one.band in bands for one in judged if one.statistic is not None], dtype=bool))


def _object(rate: Rate | None) -> dict[str, Any] | None:
    return rate.as_object() if rate else None


def write_per_text(judged: Iterable[Judged], out: TextIO) -> None:
    """One JSON object a line: numbers and the id, never the text."""
    for one in judged:
        kept = {name: getattr(one, name) for name in ("id", "state", "band", "p_value", "likelihood", "statistic")}
        out.write(json.dumps(kept) + "\n")


def in_words(rows: Sequence[dict[str, Any]]) -> str:
    """A table to read."""
    head = "| set | length | human / AI / mixed | scored | AUROC | found at own 5 % | at 1 % | "
    head += "humans over the 5 % line | over 1 % | AI over 5 % | over 1 % | mixed over 5 % | cannot tell: human | AI |"
    return "\n".join([head, "|" + "---|" * head.count(" | ") + "---|", *(_line(row) for row in rows)])


def _line(row: dict[str, Any]) -> str:
    area, n = row["auroc"], row["n"]
    flagged = [("human", "0.05"), ("human", "0.01"), ("ai", "0.05"), ("ai", "0.01"), ("mixed", "0.05")]
    cells = [
        row["set"], row["stratum"], f"{n['human']} / {n['ai']} / {n['mixed']}", str(sum(row["scored"].values())),
        f"{area['value']:.3f} [{area['low']:.3f}, {area['high']:.3f}]" if area else "-",
        _cell(row["found_at_own_5_percent"]), _cell(row["found_at_own_1_percent"]),
        *(_cell(row["flagged"][label][alpha]) for label, alpha in flagged),
        *(_cell(row["cannot_tell"][label]) for label in ("human", "ai")),
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _cell(rate: dict[str, Any] | None) -> str:
    return f"{rate['rate']:.3f} [{rate['low']:.3f}, {rate['high']:.3f}] of {rate['n']}" if rate and rate["n"] else "-"


def run(
    files: list[Path], scorer: Scorer, max_tokens: int | None, limit: int | None, per_text: Path | None
) -> list[dict[str, Any]]:
    """Judge all texts, write the per-text file where one is named, give the rows."""
    from workers.training.examples import read_examples

    judged = list(evaluate(scorer, islice(read_examples(files), limit), max_tokens))
    if per_text is not None:
        with per_text.open("w", encoding="utf-8") as out:
            write_per_text(judged, out)
    return rows_of(judged)
