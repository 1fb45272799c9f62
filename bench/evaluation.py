"""How a calibration does on groups of sets that it has not seen, as tables."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from bench.fitting import STRATA, in_stratum, left_out_scores, p_values, rate, strata, train
from bench.sample import GROUPS, Array, Sample
from plugin.domain.score import Band
from workers.scoring import judgement
from workers.scoring.calibration import Stratum, make_stratum, serving


@dataclass
class Outcome:
    """What texts got from a probe and a reference that never saw their group. `references` by the group left out."""

    score: Array
    p: Array
    references: dict[str, Array]


def evaluate(sample: Sample) -> Outcome:
    nothing = np.full(len(sample.label), np.nan)
    outcome = Outcome(nothing.copy(), nothing.copy(), {})
    for group in (*GROUPS, "doubtful"):
        seen = sample.clean() & (sample.group != group)
        reference = outcome.references[group] = left_out_scores(sample, group)
        here, known = sample.group == group, seen & sample.is_human()
        outcome.score[here] = train(sample, seen).score(sample.pooled[here])
        outcome.p[here] = p_values(outcome.score[here], sample.tokens[here], reference[known], sample.tokens[known])
    return outcome


def table_of(sample: Sample, outcome: Outcome) -> list[dict[str, Any]]:
    """For each set: AUROC, false flags and finds at 5 % and 1 %."""
    return [_row(sample, name, outcome.score, outcome.p) for name in sorted(set(sample.name))]


def bands_of(sample: Sample, outcome: Outcome, noise: float) -> NDArray[Any]:
    """The band that the scorer's own rules give each text, its group unknown to them; "" for `mixed` in no group."""
    bands = np.full(len(sample.label), "", dtype=object)
    for group, reference in outcome.references.items():
        known = replace(sample, label=np.where(sample.group == group, "mixed", sample.label))
        rows = [make_stratum(raw) for raw in strata(known, reference)]
        for at in np.flatnonzero(sample.group == group):
            bands[at] = _band(sample, int(at), float(outcome.score[at]), rows, noise).value
    return bands


def _band(sample: Sample, at: int, score: float, rows: list[Stratum], noise: float) -> Band:
    stratum = serving(rows, int(sample.tokens[at]))
    values = {name: float(column[at]) for name, column in sample.methods.items() if math.isfinite(column[at])}
    methods = tuple(judgement.method(name, "", v, v, stratum.methods[name]) for name, v in values.items())
    like = all(judgement.inside(v, rows[0].methods[name]) for name, v in values.items())
    return judgement.band(score, methods, stratum, noise, like)[0]


def _row(sample: Sample, name: str, score: Array, p: Array) -> dict[str, Any]:
    here = sample.name == name
    human, machine = here & sample.is_human(), here & (sample.label == "ai")
    row: dict[str, Any] = {"set": name, "humans": int(human.sum()), "ai": int(machine.sum())}
    if human.any() and machine.any():
        both = human | machine
        row["auroc"] = float(roc_auc_score(~sample.is_human()[both], score[both]))
    for alpha in (0.05, 0.01):
        row[f"fpr{alpha}"] = rate(p[human] <= alpha)
        row[f"tpr{alpha}"] = rate(p[machine] <= alpha)
        row[f"mixed{alpha}"] = rate(p[here & (sample.label == "mixed")] <= alpha)
    return row


def show(table: list[dict[str, Any]], sample: Sample, outcome: Outcome, bands: NDArray[Any]) -> None:
    _show_sets(table)
    _show_methods(sample, outcome)
    human, machine = sample.clean() & sample.is_human(), sample.clean() & ~sample.is_human()
    _show_strata(human, machine, sample, outcome.p)
    print("\n| band | human | AI | mixed |\n|---|---|---|---|")
    for band in Band:
        sides = (bands[rows] == band.value for rows in (human, machine, sample.label == "mixed"))
        print(f"| {band.value} | " + " | ".join(_cell(rate(side)) for side in sides) + " |")


def _cell(found: dict[str, float] | None) -> str:
    return "{rate:.3f} [{low:.3f}, {high:.3f}] of {n}".format(**found) if found else "-"


def _show_sets(table: list[dict[str, Any]]) -> None:
    print("| set | AUROC | false flags at 5 % | at 1 % | found at 5 % | at 1 % | mixed at 5 % |")
    print("|---|---|---|---|---|---|---|")
    for row in table:
        auroc = f"{row['auroc']:.3f}" if "auroc" in row else "-"
        cells = [row[key] for key in ("fpr0.05", "fpr0.01", "tpr0.05", "tpr0.01", "mixed0.05")]
        print(f"| {row['set']} | {auroc} | " + " | ".join(_cell(c) for c in cells) + " |")


def _show_methods(sample: Sample, outcome: Outcome) -> None:
    """AUROC of each method on its own, text by text within a set."""
    columns = {"probe": outcome.score, **sample.methods}
    print("\n| set | " + " | ".join(columns) + " |\n|---|" + "---|" * len(columns))
    for name in sorted(set(sample.name)):
        here = (sample.name == name) & (sample.label != "mixed")
        if len(set(sample.label[here])) == 2:
            print(f"| {name} | " + " | ".join(f"{_auroc(sample, here, c):.2f}" for c in columns.values()) + " |")


def _auroc(sample: Sample, here: NDArray[np.bool_], values: Array) -> float:
    said = here & np.isfinite(values)
    return float(roc_auc_score(~sample.is_human()[said], values[said]))


def _show_strata(human: NDArray[np.bool_], machine: NDArray[np.bool_], sample: Sample, p: Array) -> None:
    print("\n| length | humans | false flags at 5 % | at 1 % | found at 5 % | at 1 % |\n|---|---|---|---|---|---|")
    for name, least, below in STRATA:
        here = in_stratum(sample.tokens, least, below)
        cells = [_cell(rate(p[here & side] <= alpha)) for side in (human, machine) for alpha in (0.05, 0.01)]
        print(f"| {name} | {int((here & human).sum())} | " + " | ".join(cells) + " |")
