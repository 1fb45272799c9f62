"""Makes a calibration from what bench.collect kept, and measures it on sets it was not made from.

    python -m bench.calibrate --data FOLDER --cache FOLDER [--write]

Protocol. Sets are put in groups of like genre. Each text's score comes from a probe that was trained without its
whole group, so every reference text is to its probe what a student's text is to the shipped one: writing of a kind
not trained on. The shipped probe is trained on all groups. Validity is measured by leaving a further group out: for
group G, reference scores come from probes that saw neither G nor the reference text's group; G is then judged by a
probe that saw all but G. `mixed` texts are reported apart; sets whose humans may hold AI text are judged but never
referred to.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from bench.evaluation import Outcome, bands_of, evaluate, show, table_of
from bench.fitting import STRATA, Fit, in_stratum, left_out_scores, likelihood, rate, strata, train
from bench.sample import DOUBTFUL, SECOND_LANGUAGE, Array, Sample, load_sample
from workers.scoring.calibration import VERSIONS

ID, CREATED, VALID_UNTIL = "en-2026.11", "2026-11-24", "2027-11-24"


def calibration(
    sample: Sample, outcome: Outcome, table: list[dict[str, Any]], shipped: Fit, moved: dict[str, Any]
) -> dict[str, Any]:
    scores = left_out_scores(sample)
    second = sample.is_human() & np.isin(sample.name, SECOND_LANGUAGE)
    flagged = rate(outcome.p[second] <= 0.05) or {}
    return {
        "id": ID, "created": CREATED, "valid_until": VALID_UNTIL, "language": "en",
        "versions": list(VERSIONS), **moved,
        "probe": {"weights": [round(float(w), 7) for w in shipped.weights], "bias": round(shipped.bias, 6)},
        "likelihood": likelihood(sample, scores), "strata": strata(sample, scores),
        "second_language": {"n": flagged["n"], "flagged": flagged["k"], "bound": round(flagged["high"], 3)},
        "measured": _measured(sample, outcome.p, table),
        "sets": sorted(set(sample.name[sample.clean() & sample.is_human()])),
    }  # fmt: skip


def _measured(sample: Sample, p: Array, table: list[dict[str, Any]]) -> dict[str, float]:
    """Over all groups, each judged as one not seen before."""
    human, machine = sample.clean() & sample.is_human(), sample.clean() & ~sample.is_human()
    return {
        "false_flags_at_5_percent": round(float(np.mean(p[human] <= 0.05)), 4),
        "false_flags_at_1_percent": round(float(np.mean(p[human] <= 0.01)), 4),
        "found_at_5_percent": round(float(np.mean(p[machine] <= 0.05)), 4),
        "found_at_1_percent": round(float(np.mean(p[machine] <= 0.01)), 4),
        "worst_set_false_flags_at_5_percent": round(max(_flag_rates(table)), 4),
    }


def stability(file: Path, shipped: Fit) -> dict[str, Any]:
    """What bench.stability found, in the shipped probe's scores: two texts in three move less than `edits` under a
    harmless edit; of the other two tolerances, no text moved further."""
    found = json.loads(file.read_text())
    edits = float(np.quantile(_moved(found, "edits", shipped), 0.68))
    dtypes, company = (float(_moved(found, kind, shipped).max()) for kind in ("dtypes", "company"))
    return {
        "model_sha256": found["model_sha256"], "dtype": found["dtype"],
        "noise": round(edits + dtypes, 4), "dtype_tolerance": round(dtypes, 4), "batch_tolerance": round(company, 4),
    }  # fmt: skip


def _flag_rates(table: list[dict[str, Any]]) -> list[float]:
    return [row["fpr0.05"]["rate"] for row in table if row["fpr0.05"] and row["set"] not in DOUBTFUL]


def _moved(stability: dict[str, Any], kind: str, shipped: Fit) -> Array:
    """How far the score of each text moved."""
    pairs = stability[kind]
    before, after = (np.array([pair[side] for pair in pairs]) for side in ("before", "after"))
    return np.abs(shipped.score(after) - shipped.score(before))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write the calibration into workers/scoring/calibrations")
    arguments = parser.parse_args()
    sample = load_sample(arguments.data, arguments.cache)
    outcome, shipped = evaluate(sample), train(sample, sample.clean())
    moved = stability(arguments.cache / "stability.json", shipped)
    table = table_of(sample, outcome)
    show(table, sample, outcome, bands_of(sample, outcome, moved["noise"]))
    print("\n", moved, {row[0]: int(in_stratum(sample.tokens, *row[1:]).sum()) for row in STRATA})
    if arguments.write:
        target = Path("workers/scoring/calibrations") / f"{ID}.json"
        made = calibration(sample, outcome, table, shipped, moved)
        target.write_text(json.dumps(made, separators=(",", ":")) + "\n")
        print(f"wrote {target}")


if __name__ == "__main__":
    main()
