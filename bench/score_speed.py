"""How fast and in how much memory texts are scored, against a plain padded loop, in one run on one machine.

    python -m bench.score_speed [--texts 120] [--cache FOLDER]

The baseline is what one writes first: batches of eight filled up to the longest, all logits at once, log-softmax over
them. Texts are made up of this project's own essays; lengths are spread evenly in logarithm over 50 to 5,000 words.
Each side runs in a process of its own, so that the peak of one is not the peak of the other.
"""

import argparse
import json
import math
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8")

import torch

from tests.platforms.essays import GENERIC, HARBOUR, PLACE
from workers.scoring.language_model import LanguageModel
from workers.scoring.scorer import Request, Scorer, for_embedded

WORDS = (GENERIC + " " + HARBOUR + " " + PLACE).split()
BASELINE_CONTEXT = 512  # the baseline cuts longer texts: eight of 2,048 tokens would take 13 GB of logits
BASELINE_TEXTS = 40


def text_of(words: int, seed: int) -> str:
    """Sentences of the essays in another order, up to `words` words."""
    sentences = [s + "." for s in " ".join(WORDS).split(". ")]
    chance = random.Random(seed)
    picked: list[str] = []
    while len(" ".join(picked).split()) < words:
        picked += chance.sample(sentences, len(sentences))
    return " ".join(" ".join(picked).split()[:words])


def lengths(count: int) -> list[int]:
    step = (math.log(5000) - math.log(50)) / max(count - 1, 1)
    spread = [round(50 * math.exp(step * n)) for n in range(count)]
    return random.Random(1).sample(spread, count)


def ours(scorer: Scorer, texts: list[str]) -> int:
    tokens = 0
    for text in texts:
        result, _ = scorer.score_many([Request(text, "en", 1.0)])[0]
        tokens += result.tokens
    return tokens


@torch.inference_mode()
def baseline(model: LanguageModel, texts: list[str]) -> int:
    coded = [model.encode(text).ids[:BASELINE_CONTEXT] for text in texts]
    for at in range(0, len(coded), 8):
        batch = coded[at : at + 8]
        ids = torch.zeros(len(batch), max(map(len, batch)), dtype=torch.long)
        for row, own in enumerate(batch):
            ids[row, : len(own)] = torch.tensor(own)
        final, _ = model.hidden_states(ids, ())
        log_p = torch.log_softmax(final[:, :-1].float() @ model.head.T, dim=-1)
        log_p.gather(2, ids[:, 1:, None]).mean()
        (log_p.exp() * log_p).sum(dim=-1)
    return sum(len(own) - 1 for own in coded)


def measure(side: str, count: int, cache: Path) -> dict[str, float]:
    scorer = for_embedded(cache)
    scorer.warm_up()
    if side == "one":
        seconds = [_timed(scorer, text_of(600, seed)) for seed in range(5)]
        return {"seconds_for_600_words": sorted(seconds)[2]} | _memory()
    texts = [text_of(n, seed) for seed, n in enumerate(lengths(count))]
    began = time.monotonic()
    tokens = ours(scorer, texts) if side == "ours" else baseline(scorer.model, texts)
    return {"tokens": tokens, "tokens_a_second": tokens / (time.monotonic() - began)} | _memory()


def _timed(scorer: Scorer, text: str) -> float:
    began = time.monotonic()
    ours(scorer, [text])
    return time.monotonic() - began


def _memory() -> dict[str, float]:
    """Peak resident memory of this process in GiB (Linux counts in KiB)."""
    return {"peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=120)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "caveat")
    parser.add_argument("--side", choices=("one", "ours", "baseline"))
    arguments = parser.parse_args()
    if arguments.side:
        print(json.dumps(measure(arguments.side, arguments.texts, arguments.cache)))
        return
    plan = {"one": 1, "ours": arguments.texts, "baseline": min(arguments.texts, BASELINE_TEXTS)}
    found = {side: _in_a_process(side, count, arguments.cache) for side, count in plan.items()}
    for side, numbers in found.items():
        print(side, {name: round(value, 2) for name, value in numbers.items()})
    print(f"speed: {found['ours']['tokens_a_second'] / found['baseline']['tokens_a_second']:.2f} of the baseline's")
    print(f"memory: {found['ours']['peak_gib'] / found['baseline']['peak_gib']:.2f} of the baseline's")


def _in_a_process(side: str, count: int, cache: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.score_speed", "--side", side, "--texts", str(count), "--cache", str(cache)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    main()
