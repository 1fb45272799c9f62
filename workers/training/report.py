"""An assessment in tables: for people, and for the calibration file."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from plugin.domain.score import Band
from workers.training.assess import Outcome
from workers.training.evaluation import FLAGGED
from workers.training.measures import Rate, auroc, found_at, rate_in_words, rate_of
from workers.training.reference import LENGTHS, in_length
from workers.training.table import Labels, Mask, Table


def in_words(table: Table, outcome: Outcome) -> str:
    tables = (sets, groups, bands, edits)
    return "\n\n".join(one(table, outcome) for one in tables)


def sets(table: Table, outcome: Outcome) -> str:
    """By set: how well sides part, then how the lines drawn on other sets hold."""
    lines = [
        "| set | AUROC | found at own 5 % | at own 1 % | humans over the 5 % line | over 1 % | AI over 5 % | "
        "over 1 % | mixed over 5 % |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name in sorted(set(table.labels.dataset)):
        rows = outcome.rows & (table.labels.dataset == name)
        human, machine = (outcome.score[rows & side] for side in (table.labels.human, table.labels.machine))
        cells = [name, str(auroc(human, machine) or "-")]
        cells += [_rate(found_at(human, machine, alpha)) for alpha in (0.05, 0.01)]
        for side in ("human", "ai"):
            cells += [_rate(over(table.labels, outcome, rows, side, alpha)) for alpha in (0.05, 0.01)]
        cells.append(_rate(over(table.labels, outcome, rows, "mixed", 0.05)))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def over(labels: Labels, outcome: Outcome, rows: Mask, label: str, alpha: float) -> Rate:
    return rate_of(outcome.p[rows & (labels.label == label)] <= alpha)


def groups(table: Table, outcome: Outcome) -> str:
    lines = [
        "| group | human texts | over the 5 % line | over 1 % | flagged elevated or strong | strong | cannot tell |"
    ]
    lines.append("|---|---|---|---|---|---|---|")
    for row in fairness(table, outcome):
        cells = [
            rate_in_words(row[key]) for key in ("over_5_percent", "over_1_percent", "flagged", "strong", "cannot_tell")
        ]
        lines.append(f"| {row['group']} | {row['n']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def fairness(table: Table, outcome: Outcome) -> list[dict[str, Any]]:
    """Human texts by who wrote them, how long they are, and which set they are of: how often each is flagged."""
    human = outcome.rows & table.labels.human
    rows = [*_groups(table, human & outcome.sure), *_sets(table, human)]
    return [_group(name, some, outcome) for name, some in rows if some.any()]


def _groups(table: Table, human: Mask) -> Iterator[tuple[str, Mask]]:
    yield "all", human
    for author in ("native", "non-native", "unknown"):
        yield f"author {author}", human & (table.labels.author == author)
    for name, least, below in LENGTHS[1:]:
        yield f"length {name}", human & in_length(table.tokens, least, below)


def _sets(table: Table, human: Mask) -> Iterator[tuple[str, Mask]]:
    for name in sorted(set(table.labels.dataset)):
        yield f"set {name}", human & (table.labels.dataset == name)


def _group(name: str, rows: Mask, outcome: Outcome) -> dict[str, Any]:
    band = outcome.band[rows]
    return {
        "group": name,
        "n": int(rows.sum()),
        "over_5_percent": rate_of(outcome.p[rows] <= 0.05).as_object(),
        "over_1_percent": rate_of(outcome.p[rows] <= 0.01).as_object(),
        "flagged": rate_of(np.isin(band, FLAGGED[0.05])).as_object(),
        "strong": rate_of(np.isin(band, FLAGGED[0.01])).as_object(),
        "cannot_tell": rate_of(band == Band.CANNOT_TELL.value).as_object(),
    }


def bands(table: Table, outcome: Outcome) -> str:
    lines = ["| band | human | AI | mixed |", "|---|---|---|---|"]
    for band in Band:
        sides = [outcome.band[outcome.sure & (table.labels.label == label)] for label in ("human", "ai", "mixed")]
        lines.append(f"| {band.value} | " + " | ".join(_rate(rate_of(side == band.value)) for side in sides) + " |")
    return "\n".join(lines)


def edits(table: Table, outcome: Outcome) -> str:
    """Mixed texts by what was done to them: where does it begin to be seen?"""
    lines = ["| edited or mixed | over the 5 % line | over 1 % | flagged elevated or strong | cannot tell |"]
    lines.append("|---|---|---|---|---|")
    mixed = outcome.rows & (table.labels.label == "mixed")
    for name, attack in sorted(set(zip(table.labels.dataset[mixed], table.labels.attack[mixed], strict=True))):
        row = _group("", mixed & (table.labels.dataset == name) & (table.labels.attack == attack), outcome)
        cells = [rate_in_words(row[key]) for key in ("over_5_percent", "over_1_percent", "flagged", "cannot_tell")]
        lines.append(f"| {name}: {attack or 'not said'} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def facts(table: Table, outcome: Outcome) -> dict[str, Any]:
    """What the calibration file says of itself: rates over all sets but the doubtful ones, each as one not seen."""
    sure = outcome.sure
    second = over(table.labels, outcome, sure & (table.labels.author == "non-native"), "human", 0.05)
    return {
        "second_language": {"n": second.n, "flagged": second.hits, "bound": round(second.interval[1], 3)},
        "measured": {
            f"{what}_at_{percent}_percent": round(over(table.labels, outcome, sure, label, alpha).value, 4)
            for what, label in (("false_flags", "human"), ("found", "ai"))
            for percent, alpha in ((5, 0.05), (1, 0.01))
        },
        "fairness": fairness(table, outcome),
    }


def _rate(rate: Rate | None) -> str:
    return rate_in_words(rate.as_object()) if rate else "-"
