"""How fast and in how much memory texts are scored, against a plain padded loop, in one run on one machine.

    python -m bench.score_speed [--texts 120] [--cache FOLDER]

The baseline is what one writes first: batches of eight filled up to the longest, all logits at once, log-softmax over
them. Speed: both sides take the same texts of 100 to 380 words, eight at a time and in turn, so that other work on the
machine slows both; the baseline gives no bands and no evidence for its time. Memory: each side in a process of its
own, ours with texts of 50 to 5,000 words spread evenly in logarithm, the baseline with the short ones.
"""

import argparse
import json
import math
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

import workers.torch_settings  # noqa: F401 - before torch
from tests.platforms.essays import GENERIC, HARBOUR, PLACE
from workers.scoring.language_model import LanguageModel
from workers.scoring.scorer import Request, Scorer, for_embedded

WORDS = (GENERIC + " " + HARBOUR + " " + PLACE).split()
BASELINE_CONTEXT = 512  # eight texts of 2,048 tokens would take 13 GB of logits
BASELINE_TEXTS = 40


def text_of(words: int, seed: int) -> str:
    """Sentences of the essays in another order, up to `words` words."""
    sentences = [s + "." for s in " ".join(WORDS).split(". ")]
    chance = random.Random(seed)
    picked: list[str] = []
    while len(" ".join(picked).split()) < words:
        picked += chance.sample(sentences, len(sentences))
    return " ".join(" ".join(picked).split()[:words])


def lengths(count: int, least: int, most: int) -> list[int]:
    step = math.log(most / least) / max(count - 1, 1)
    return random.Random(1).sample([round(least * math.exp(step * n)) for n in range(count)], count)


def ours(scorer: Scorer, texts: list[str]) -> int:
    """Scored tokens."""
    return sum(result.tokens for result, _ in scorer.score_many([Request(text, "en", 1.0) for text in texts]))


@torch.inference_mode()
def baseline(model: LanguageModel, texts: list[str]) -> int:
    """One batch."""
    coded = [model.encode(text).ids[:BASELINE_CONTEXT] for text in texts]
    ids = torch.zeros(len(coded), max(map(len, coded)), dtype=torch.long)
    for row, own in enumerate(coded):
        ids[row, : len(own)] = torch.tensor(own)
    final, _ = model.hidden_states(ids, ())
    log_p = torch.log_softmax(final[:, :-1].float() @ model.head.T, dim=-1)
    log_p.gather(2, ids[:, 1:, None]).mean()
    (log_p.exp() * log_p).sum(dim=-1)
    return sum(len(own) - 1 for own in coded)


def measure(side: str, count: int, cache: Path) -> dict[str, float]:
    scorer = for_embedded(cache)
    scorer.warm_up()
    return SIDES[side](scorer, count) | _memory()


def _one(scorer: Scorer, _: int) -> dict[str, float]:
    times = [_timed(lambda text: ours(scorer, [text]), text_of(600, seed))[0] for seed in range(7)]
    return {"seconds_for_600_words": statistics.median(times)}


def _long(scorer: Scorer, count: int) -> dict[str, float]:
    for seed, words in enumerate(lengths(count, 50, 5000)):
        ours(scorer, [text_of(words, seed)])
    return {"texts": count}


def _naive(scorer: Scorer, count: int) -> dict[str, float]:
    for batch in _batches(count):
        baseline(scorer.model, batch)
    return {"texts": count}


def _in_turn(scorer: Scorer, count: int) -> dict[str, float]:
    """Tokens a second of both sides, and the median of their ratio over batches."""
    found = []
    for batch in _batches(count):
        mine, plain = _timed(lambda b: ours(scorer, b), batch), _timed(lambda b: baseline(scorer.model, b), batch)
        found.append((mine[1] / mine[0], plain[1] / plain[0]))
    own, other = zip(*found, strict=True)
    ratio = statistics.median(a / b for a, b in found)
    return {"ours": statistics.median(own), "baseline": statistics.median(other), "ratio": ratio}


SIDES: dict[str, Callable[[Scorer, int], dict[str, float]]] = {
    "one": _one, "in_turn": _in_turn, "naive": _naive, "long": _long,
}  # fmt: skip


def _batches(count: int) -> list[list[str]]:
    texts = [text_of(words, seed) for seed, words in enumerate(lengths(count, 100, 380))]
    return [texts[at : at + 8] for at in range(0, count, 8)]


def _timed(work: Callable[[Any], int], what: Any) -> tuple[float, int]:
    began = time.monotonic()
    tokens = work(what)
    return time.monotonic() - began, tokens


def _memory() -> dict[str, float]:
    """Peak resident memory of this process in GiB (Linux counts in KiB)."""
    return {"peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=120)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "caveat")
    parser.add_argument("--side", choices=sorted(SIDES))
    arguments = parser.parse_args()
    if arguments.side:
        print(json.dumps(measure(arguments.side, arguments.texts, arguments.cache)))
        return
    plan = {"one": 7, "in_turn": BASELINE_TEXTS, "naive": BASELINE_TEXTS, "long": arguments.texts}
    found = {}
    for side, count in plan.items():
        found[side] = _in_a_process(side, count, arguments.cache)
        print(side, {name: round(value, 2) for name, value in found[side].items()}, flush=True)
    print(f"peak memory: {found['long']['peak_gib'] / found['naive']['peak_gib']:.2f} of the baseline's")


def _in_a_process(side: str, count: int, cache: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.score_speed", "--side", side, "--texts", str(count), "--cache", str(cache)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    main()
