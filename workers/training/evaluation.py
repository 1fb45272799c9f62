"""What came of texts whose label is known, a row a set: for people, for programs, and text by text."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TextIO

import numpy as np

from plugin.domain.score import Band
from workers.training.measures import Auroc, Rate, auroc, found_at, rate_in_words, rate_of
from workers.training.reference import LENGTHS

FLAGGED = {0.05: (Band.ELEVATED, Band.STRONG), 0.01: (Band.STRONG,)}
KEYS = ("id", "state", "band", "p_value", "likelihood", "statistic")


@dataclass(frozen=True)
class Judged:
    """One text's answer; numbers are None, and stratum and calibration "", where it got no score. `stratum` is the
    text's own length, also where the whole reference served it."""

    id: str
    dataset: str
    label: str
    stratum: str
    calibration: str
    state: str
    band: str
    p_value: float | None
    likelihood: float | None
    statistic: float | None


def rows_of(judged: Sequence[Judged], trained_on: Iterable[str] = ()) -> list[dict[str, Any]]:
    """One row a set, then one a set and stratum where a set has several. A set that the scorer was `trained_on` says
    so: its figures are those of texts seen before."""
    rows = []
    for dataset in sorted({one.dataset for one in judged}):
        own = [one for one in judged if one.dataset == dataset]
        strata = [name for name, *_ in LENGTHS[1:] if any(one.stratum == name for one in own)]
        rows.append(_row(dataset, "all", own))
        if len(strata) > 1:
            rows += [_row(dataset, stratum, [one for one in own if one.stratum == stratum]) for stratum in strata]
    seen = set(trained_on)
    return [{"set": row["set"], "trained_on": row["set"] in seen} | row for row in rows]


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
        "no_answer": {label: _unanswered(texts).as_object() for label, texts in by_label.items()},
        "calibrations": sorted({one.calibration for one in judged} - {""}),
    }


def _statistics(judged: Sequence[Judged]) -> "np.ndarray[Any, np.dtype[np.float64]]":
    return np.array([one.statistic for one in judged if one.statistic is not None], dtype=float)


def _flagged(judged: Sequence[Judged], bands: Sequence[Band]) -> Rate:
    """Of those scored; an answer of "cannot tell" is no flag."""
    return rate_of(np.array([one.band in bands for one in judged if one.statistic is not None], dtype=bool))


def _unanswered(judged: Sequence[Judged]) -> Rate:
    """Of all texts: those not scored, and those of which the answer is "cannot tell"."""
    without = (Band.CANNOT_TELL, Band.NOT_SCORED)
    return rate_of(np.array([one.band in without for one in judged], dtype=bool))


def _object(rate: Rate | None) -> dict[str, Any] | None:
    return rate.as_object() if rate else None


def write_per_text(judged: Iterable[Judged], out: TextIO) -> Iterator[Judged]:
    """One JSON object a line, as it passes by: numbers and the id, never the text."""
    for one in judged:
        out.write(json.dumps({key: getattr(one, key) for key in KEYS}) + "\n")
        yield one


def in_words(rows: Sequence[dict[str, Any]]) -> str:
    """A table to read."""
    head = "| set | length | human / AI / mixed | scored | AUROC | found at own 5 % | at 1 % | "
    head += "humans flagged at 5 % | at 1 % | AI flagged at 5 % | at 1 % | mixed flagged at 5 % | "
    head += "cannot tell: human | AI | no answer at all or cannot tell: human | AI |"
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *(_line(row) for row in rows)])


def _line(row: dict[str, Any]) -> str:
    area, n = row["auroc"], row["n"]
    flagged = [("human", "0.05"), ("human", "0.01"), ("ai", "0.05"), ("ai", "0.01"), ("mixed", "0.05")]
    cells = [
        row["set"] + " (trained on it)" * row["trained_on"], row["stratum"],
        f"{n['human']} / {n['ai']} / {n['mixed']}", str(sum(row["scored"].values())),
        str(Auroc(**area)) if area else "-",
        rate_in_words(row["found_at_own_5_percent"]), rate_in_words(row["found_at_own_1_percent"]),
        *(rate_in_words(row["flagged"][label][alpha]) for label, alpha in flagged),
        *(rate_in_words(row[key][label]) for key in ("cannot_tell", "no_answer") for label in ("human", "ai")),
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"
