"""How a calibration does on groups of sets that it has not seen, as tables."""

from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from bench.fitting import STRATA, in_stratum, left_out_scores, p_values, rate, train
from bench.sample import GROUPS, Array, Sample


def evaluate(sample: Sample) -> tuple[list[dict[str, Any]], Array]:
    """For each set: AUROC, false flags and finds at 5 % and 1 %, by probe and reference that never saw its group."""
    p = np.full(len(sample.label), np.nan)
    score = np.full(len(sample.label), np.nan)
    for group in (*GROUPS, "doubtful"):
        seen = sample.clean() & (sample.group != group)
        reference = left_out_scores(sample, group)
        here, known = sample.group == group, seen & sample.is_human()
        score[here] = train(sample, seen).score(sample.pooled[here])
        p[here] = p_values(score[here], sample.tokens[here], reference[known], sample.tokens[known])
    return [_row(sample, name, score, p) for name in sorted(set(sample.name))], p


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


def show(table: list[dict[str, Any]], sample: Sample, p: Array) -> None:
    cell = lambda r: f"{r['rate']:.3f} [{r['low']:.3f}, {r['high']:.3f}] of {r['n']}" if r else "-"  # noqa: E731
    print("| set | AUROC | false flags at 5 % | at 1 % | found at 5 % | at 1 % | mixed at 5 % |")
    print("|---|---|---|---|---|---|---|")
    for row in table:
        auroc = f"{row['auroc']:.3f}" if "auroc" in row else "-"
        cells = [row[key] for key in ("fpr0.05", "fpr0.01", "tpr0.05", "tpr0.01", "mixed0.05")]
        print(f"| {row['set']} | {auroc} | " + " | ".join(cell(c) for c in cells) + " |")
    clean = sample.clean()
    for words, rows in (("all humans", clean & sample.is_human()), ("all AI", clean & ~sample.is_human())):
        print(words, *(f"at {alpha}: {cell(rate(p[rows] <= alpha))}" for alpha in (0.05, 0.01)))
    for name, least, below in STRATA[1:]:
        here = clean & in_stratum(sample.tokens, least, below)
        print(name, "humans", int((here & sample.is_human()).sum()), *(
            f"{side} at 5 %: {cell(rate(p[here & (sample.is_human() == human)] <= 0.05))}"
            for side, human in (("false", True), ("found", False))
        ))  # fmt: skip
