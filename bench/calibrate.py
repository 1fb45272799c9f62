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

from bench.evaluation import evaluate, show
from bench.fitting import Fit, left_out_scores, likelihood, rate, strata, train
from bench.sample import DOUBTFUL, SECOND_LANGUAGE, Array, Sample, load_sample
from workers.scoring.calibration import VERSIONS

ID, CREATED, VALID_UNTIL = "en-2026.11", "2026-11-24", "2027-11-24"


def calibration(sample: Sample, table: list[dict[str, Any]], p: Array, cache: Path) -> dict[str, Any]:
    scores = left_out_scores(sample)
    shipped = train(sample, sample.clean())
    second = sample.is_human() & np.isin(sample.name, SECOND_LANGUAGE)
    flagged = rate(p[second] <= 0.05) or {}
    stability = json.loads((cache / "stability.json").read_text())
    # Two texts in three move less than this under a harmless edit; no text moved more by the other dtype.
    edits = float(np.quantile(_moved(stability, "edits", shipped), 0.68))
    dtypes, company = (float(_moved(stability, kind, shipped).max()) for kind in ("dtypes", "company"))
    clean_human = sample.clean() & sample.is_human()
    return {
        "id": ID, "created": CREATED, "valid_until": VALID_UNTIL, "language": "en",
        "model_sha256": stability["model_sha256"], "dtype": stability["dtype"], "versions": list(VERSIONS),
        "probe": {"weights": [round(float(w), 7) for w in shipped.weights], "bias": round(shipped.bias, 6)},
        "noise": round(edits + dtypes, 4), "dtype_tolerance": round(dtypes, 4), "batch_tolerance": round(company, 4),
        "likelihood": likelihood(sample, scores), "strata": strata(sample, scores),
        "second_language": {"n": flagged["n"], "flagged": flagged["k"], "bound": round(flagged["high"], 3)},
        "measured": {
            "false_flags_at_5_percent": round(float(np.mean(p[clean_human] <= 0.05)), 4),
            "false_flags_at_1_percent": round(float(np.mean(p[clean_human] <= 0.01)), 4),
            "found_at_5_percent": round(float(np.mean(p[sample.clean() & ~sample.is_human()] <= 0.05)), 4),
            "found_at_1_percent": round(float(np.mean(p[sample.clean() & ~sample.is_human()] <= 0.01)), 4),
            "worst_set_false_flags_at_5_percent": round(max(_flag_rates(table)), 4),
        },
        "sets": sorted(set(sample.name[clean_human])),
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
    table, p = evaluate(sample)
    show(table, sample, p)
    if arguments.write:
        target = Path("workers/scoring/calibrations") / f"{ID}.json"
        target.write_text(json.dumps(calibration(sample, table, p, arguments.cache), separators=(",", ":")) + "\n")
        print(f"wrote {target}")


if __name__ == "__main__":
    main()
