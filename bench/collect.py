"""Reads labelled texts through the language model and keeps the numbers (never the texts) outside the project.

    python -m bench.collect --data FOLDER --cache FOLDER [--model NAME] [--model-cache FOLDER] [--limit N]

The slow half of a calibration; `bench.calibrate` is the fast one. Texts are taken in one fixed random order, so that
stopping early leaves a smaller sample of the same make-up.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import workers.torch_settings  # noqa: F401 - before torch
from workers.scoring.language_model import EMBEDDED, LanguageModel, load
from workers.scoring.normalise import normalise
from workers.scoring.reading import probed_layers
from workers.scoring.windows import Pass, run_passes

SEED = 2026
MIN_WORDS = 60
MAX_TOKENS = 896  # two windows; longer texts are cut for calibration only, never when scoring
SHARD = 64

# How many texts of each set and label. Student-like writing leads; sets whose humans may hold AI text are for
# evaluation only, which bench.calibrate sees to.
HUMAN = {
    "outfox_valid": 260, "outfox_test": 260, "corizzo_use_l2_english": 97, "shijaku_toefl_style": 126,
    "detectrl_test": 160, "fastdetectgpt_glimpse": 200, "biscope": 90, "binoculars_pubmed": 40,
    "hppt_acl_polish": 70, "imbd_modern_edits": 100, "mixset": 90, "raidar_yelp_arxiv": 120,
    "razon_wiki_paraphrase": 60, "seqxgpt_ood_sentence": 90, "salim_applied_statistics": 90,
}  # fmt: skip
MACHINE = {
    "outfox_valid": 110, "outfox_test": 110, "corizzo_use_l2_english": 70, "shijaku_toefl_style": 80,
    "detectrl_test": 80, "fastdetectgpt_glimpse": 90, "biscope": 110, "binoculars_pubmed": 30, "argugpt_machine": 80,
    "bevilacqua_fce_asap_gpt": 60, "hart_humanized": 80, "imbd_modern_edits": 40, "mixset": 30,
    "raidar_yelp_arxiv": 50, "razon_wiki_paraphrase": 30, "seqxgpt_ood_sentence": 40, "salim_applied_statistics": 50,
}  # fmt: skip
MIXED = {"mixset": 30, "imbd_modern_edits": 30, "seqxgpt_ood_sentence": 30, "hart_humanized": 30, "detectrl_test": 30}
WANTED = {"human": HUMAN, "ai": MACHINE, "mixed": MIXED}


def read_set(data: Path, name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def chosen(data: Path) -> list[dict[str, Any]]:
    """The sample, texts without doubles, in its fixed order."""
    rows, seen = [], set()
    for name in sorted({name for wanted in WANTED.values() for name in wanted}):
        pools: dict[str, list[dict[str, Any]]] = {label: [] for label in WANTED}
        for row in read_set(data, name):
            if row["language"] == "en" and len(row["text"].split()) >= MIN_WORDS and row["text"] not in seen:
                seen.add(row["text"])
                pools[row["label"]].append(row | {"set": name})
        for label, wanted in WANTED.items():
            shuffled = random.Random(f"{SEED} {name} {label}").sample(pools[label], len(pools[label]))
            rows += shuffled[: wanted.get(name, 0)]
    return random.Random(SEED).sample(rows, len(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--model", default=EMBEDDED, help="as CAVEAT_MODEL")
    parser.add_argument("--model-cache", type=Path)
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    arguments.cache.mkdir(parents=True, exist_ok=True)
    rows = chosen(arguments.data)[: arguments.limit]
    model = load(arguments.model, arguments.model_cache or arguments.cache)
    for at in range(0, len(rows), SHARD):
        target = arguments.cache / f"shard-{at:05d}.npz"
        if not target.exists():
            _write(target, model, rows[at : at + SHARD])
            print(f"{min(at + SHARD, len(rows))} of {len(rows)}", flush=True)


def _write(target: Path, model: LanguageModel, rows: list[dict[str, Any]]) -> None:
    coded = [model.encode(normalise(row["text"]).text) for row in rows]
    passes = run_passes(model, [c.ids[:MAX_TOKENS] for c in coded], probed_layers(model))
    arrays = {
        "lengths": np.array([len(p.statistics) for p in passes]),
        "statistics": np.concatenate([_stacked(p) for p in passes], axis=1),
        "pooled": np.stack([p.pooled.numpy() for p in passes]),
        "ends": np.concatenate([np.array([e for _, e in c.offsets[1:MAX_TOKENS]]) for c in coded]),
        "keys": np.array([json.dumps([r["set"], r["id"], r["label"]]) for r in rows]),
    }
    temporary = target.with_suffix(".part.npz")
    np.savez(temporary, **arrays)
    temporary.rename(target)


def _stacked(p: Pass) -> "np.ndarray[Any, Any]":
    return np.stack([tensor.numpy() for tensor in p.statistics.tensors()])


if __name__ == "__main__":
    main()
