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
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bench.collect import read_set
from workers.scoring.calibration import VERSIONS
from workers.scoring.detectors import ZERO_SHOT
from workers.scoring.evidence import passage_statistic
from workers.scoring.gate import MIN_TOKENS, MIN_WORDS
from workers.scoring.normalise import normalise
from workers.scoring.reading import make_reading
from workers.scoring.statistics import TokenStatistics

GROUPS = {
    "school": ("outfox_valid", "outfox_test"),
    "exam": (
        "corizzo_use_l2_english", "shijaku_toefl_style", "argugpt_machine", "bevilacqua_fce_asap_gpt", "hart_humanized",
    ),
    "news_story": ("fastdetectgpt_glimpse", "imbd_modern_edits", "binoculars_pubmed"),
    "review_abstract": ("biscope", "detectrl_test", "raidar_yelp_arxiv"),
    "various": ("hppt_acl_polish", "mixset", "razon_wiki_paraphrase", "seqxgpt_ood_sentence"),
}
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}
DOUBTFUL = ("salim_applied_statistics",)  # 2023 coursework: its humans may hold AI text
SECOND_LANGUAGE = ("corizzo_use_l2_english", "shijaku_toefl_style")
STRATA = (("all", 0, None), ("short", 0, 260), ("medium", 260, 520), ("long", 520, None))
ID, CREATED, VALID_UNTIL = "en-2026.11", "2026-11-24", "2027-11-24"
STRENGTH = 0.0005  # the regression's C: pooled states outnumber the texts of most sets
RESAMPLES = 200

Array = NDArray[np.float64]


@dataclass
class Sample:
    """All texts, in step: what they are, their pooled states, methods (higher = machine-like) and passages."""

    name: NDArray[Any]
    label: NDArray[Any]
    tokens: Array
    pooled: Array
    methods: dict[str, Array]
    highest: Array
    lowest: Array

    @property
    def group(self) -> NDArray[Any]:
        return np.array([GROUP_OF.get(name, "doubtful") for name in self.name])

    def is_human(self) -> NDArray[np.bool_]:
        return self.label == "human"

    def clean(self) -> NDArray[np.bool_]:
        return (self.label != "mixed") & (self.group != "doubtful")


def load_sample(data: Path, cache: Path) -> Sample:
    rows, texts = [], _texts(data)
    for shard in sorted(cache.glob("shard-?????.npz")):
        rows += list(_rows(dict(np.load(shard)), texts))
    columns = list(zip(*rows, strict=True))
    names = [detector.name for detector in ZERO_SHOT]
    return Sample(
        np.array(columns[0]), np.array(columns[1]), np.array(columns[2], float), np.stack(columns[3]).astype(float),
        {name: np.array([row[i] for row in columns[4]]) for i, name in enumerate(names)},
        np.array(columns[5]), np.array(columns[6]),
    )  # fmt: skip


def _texts(data: Path) -> dict[tuple[str, str], str]:
    from bench.collect import WANTED

    names = {name for wanted in WANTED.values() for name in wanted}
    return {(name, str(row["id"])): row["text"] for name in names for row in read_set(data, name)}


def _rows(shard: dict[str, NDArray[Any]], texts: dict[tuple[str, str], str]) -> Any:
    at = 0
    for number, key in enumerate(shard["keys"]):
        name, row_id, label = json.loads(str(key))
        length = int(shard["lengths"][number])
        part = slice(at, at + length)
        at += length
        raw = texts[name, str(row_id)]
        if len(raw.split()) < MIN_WORDS or length < MIN_TOKENS:
            continue
        statistics = TokenStatistics(*(torch.from_numpy(row[part].copy()) for row in shard["statistics"]))
        ends = shard["ends"][part].tolist()
        pooled = torch.from_numpy(shard["pooled"][number])
        reading = make_reading(statistics, pooled, normalise(raw).text[: ends[-1]], ends)
        passages = [passage_statistic(reading, passage) for passage in reading.passages] or [math.nan]
        values = [detector.sign * detector.value(reading) for detector in ZERO_SHOT]
        yield name, label, length, shard["pooled"][number].ravel(), values, max(passages), min(passages)


@dataclass
class Fit:
    weights: Array
    bias: float

    def score(self, pooled: Array) -> Array:
        return pooled @ self.weights + self.bias


def train(sample: Sample, rows: NDArray[np.bool_]) -> Fit:
    """Logistic regression on standardised pooled states; each set-and-label weighs like the root of its size."""
    x, y = sample.pooled[rows], (~sample.is_human()[rows]).astype(int)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    kinds = [f"{n} {label}" for n, label in zip(sample.name[rows], sample.label[rows], strict=True)]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    weight = np.array([1 / math.sqrt(counts[kind]) for kind in kinds])
    # Human and machine weigh the same, or the bias would carry this sample's mix.
    for side in (0, 1):
        weight[y == side] *= 1 / weight[y == side].sum()
    model = LogisticRegression(C=STRENGTH, max_iter=400).fit((x - mean) / scale, y, sample_weight=weight * len(y))
    weights = model.coef_[0] / scale
    return Fit(weights, float(model.intercept_[0] - mean @ weights))


def left_out_scores(sample: Sample, without: str = "") -> Array:
    """Each text's score from a probe that saw neither its group nor the group `without`."""
    scores = np.full(len(sample.label), np.nan)
    for group in GROUPS:
        if group != without:
            trained = sample.clean() & (sample.group != group) & (sample.group != without)
            here = sample.group == group
            scores[here] = train(sample, trained).score(sample.pooled[here])
    return scores


def in_stratum(tokens: Array, least: float, below: float | None) -> NDArray[np.bool_]:
    return (tokens >= least) & (tokens < (below or math.inf))


def p_values(scores: Array, tokens: Array, reference: Array, reference_tokens: Array) -> Array:
    """Conformal p-values within the length stratum, as the scorer takes them."""
    out = np.full(len(scores), np.nan)
    for _, least, below in STRATA[1:]:
        mine = in_stratum(tokens, least, below)
        own = reference[in_stratum(reference_tokens, least, below)]
        own = np.sort(own if len(own) >= 299 else reference)
        out[mine] = (1 + len(own) - np.searchsorted(own, scores[mine], side="left")) / (len(own) + 1)
    return out


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


def rate(hits: NDArray[np.bool_]) -> dict[str, float] | None:
    """Share with its 95 % Clopper-Pearson interval."""
    n, k = len(hits), int(hits.sum())
    if n == 0:
        return None
    low = float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0
    high = float(beta.ppf(0.975, k + 1, n - k)) if k < n else 1.0
    return {"k": k, "n": n, "rate": k / n, "low": low, "high": high}


def likelihood_fit(sample: Sample, scores: Array, sets: Sequence[str]) -> tuple[float, float]:
    """log odds = a * score + b at even odds, over the given sets (one may come several times)."""
    x, y, w = [], [], []
    for name in sets:
        here = (sample.name == name) & sample.clean()
        x.append(scores[here])
        y.append(~sample.is_human()[here])
        w.append(np.ones(int(here.sum())))
    s, labels = np.concatenate(x), np.concatenate(y).astype(int)
    weight = np.where(labels == 1, 1 / max(labels.sum(), 1), 1 / max((1 - labels).sum(), 1)) * len(labels) / 2
    model = LogisticRegression(C=1e3).fit(s[:, None], labels, sample_weight=weight)
    return max(float(model.coef_[0][0]), 1e-3), float(model.intercept_[0])


def likelihood(sample: Sample, scores: Array) -> dict[str, Any]:
    """The fit, and fits to sets drawn anew: between sets lies most of the uncertainty."""
    names = sorted({name for name in sample.name[sample.clean()]})
    generator = np.random.default_rng(2026)
    fits = []
    while len(fits) < RESAMPLES:
        drawn = list(generator.choice(names, len(names)))
        sides = {bool(h) for name in set(drawn) for h in sample.is_human()[(sample.name == name) & sample.clean()]}
        if sides == {True, False}:
            fits.append([round(v, 4) for v in likelihood_fit(sample, scores, drawn)])
    return {"fit": [round(v, 4) for v in likelihood_fit(sample, scores, names)], "resampled": fits}


def strata(sample: Sample, scores: Array) -> list[dict[str, Any]]:
    rows = []
    for name, least, below in STRATA:
        here = sample.clean() & in_stratum(sample.tokens, least, below)
        human, machine = here & sample.is_human(), here & ~sample.is_human()
        pair = lambda values: {"human": _sorted(values[human]), "machine": _sorted(values[machine])}  # noqa: B023, E731
        rows.append(
            {
                "name": name, "least": least, "below": below, "score": pair(scores),
                "methods": {method: pair(values) for method, values in sample.methods.items()},
                "passages": {"human": _sorted(sample.highest[human]), "machine": _sorted(sample.lowest[machine])},
            }
        )  # fmt: skip
    return rows


def _sorted(values: Array) -> list[float]:
    return [round(float(v), 4) for v in np.sort(values[np.isfinite(values)])]


def calibration(sample: Sample, table: list[dict[str, Any]], p: Array, cache: Path) -> dict[str, Any]:
    scores = left_out_scores(sample)
    shipped = train(sample, sample.clean())
    second = sample.is_human() & np.isin(sample.name, SECOND_LANGUAGE)
    flagged = rate(p[second] <= 0.05) or {}
    stability = json.loads((cache / "stability.json").read_text())
    noise, dtype_noise = _noise(stability, shipped)
    clean_human = sample.clean() & sample.is_human()
    return {
        "id": ID, "created": CREATED, "valid_until": VALID_UNTIL, "language": "en",
        "model_sha256": stability["model_sha256"], "dtype": stability["dtype"], "versions": list(VERSIONS),
        "probe": {"weights": [round(float(w), 7) for w in shipped.weights], "bias": round(shipped.bias, 6)},
        "noise": round(noise + dtype_noise, 4), "dtype_tolerance": round(dtype_noise, 4), "batch_tolerance": 0.02,
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


def _noise(stability: dict[str, Any], shipped: Fit) -> tuple[float, float]:
    """Two texts in three move less than this under a harmless edit; no text moved more by the other dtype."""
    moved = lambda kind: np.abs(np.array([  # noqa: E731
        shipped.score(np.array(pair["after"])) - shipped.score(np.array(pair["before"])) for pair in stability[kind]
    ]))  # fmt: skip
    return float(np.quantile(moved("edits"), 0.68)), float(moved("dtypes").max())


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
