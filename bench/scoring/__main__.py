"""How fast and in how much memory texts are scored, against the two usual ways and against the machine's own limit.

    python -m bench.scoring [--texts 64] [--flat-texts N] [--cache FOLDER] [--device auto] [--json]

One run, one machine, one model at one dtype, the same texts, eight at a time and in turn. "ours" is an answer with
bands, evidence and all, texts near a line read up to six times; "pass" is one reading of tokenized texts, without the
judging. Memory: each side in a process of its own, ours through all --flat-texts (2,000 show whether it grows).
"""

import argparse
import json
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.scoring import limit, memory, sides, turns
from bench.scoring.texts import texts_of
from workers.scoring.model_files import EMBEDDED
from workers.scoring.scorer import for_embedded

RIVALS = ("padded loop", "Fast-DetectGPT")


def measured(count: int, cache: Path, device: str) -> dict[str, Any]:
    scorer, plain = for_embedded(cache, device), sides.plain_model(EMBEDDED, cache, device)
    texts, pairs = texts_of(lambda text: sides.tokens_in(plain, text), count), limit.products(plain)
    both = [*sides.ours(scorer), *sides.rivals(plain)]
    load = os.getloadavg()[0]
    done = turns.take(both, texts, partial(limit.best_rate, pairs), plain.model.device)
    tokens = [n for turn in done for n in turn.tokens]
    return {
        "model": plain.identity.name, "dtype": plain.identity.dtype, "device": plain.identity.device,
        "load": [load, os.getloadavg()[0]], "texts": count,
        "tokens": {"median": float(np.median(tokens)), "p95": float(np.quantile(tokens, 0.95)), "sum": sum(tokens)},
        "read_again": sum(turn.again for turn in done), "speed": turns.speeds(done),
        "ratio": {f"{a} / {b}": turns.ratio(done, a, b) for a in ("pass", "ours") for b in RIVALS},
        "limit": _limit(limit.Work(plain.model), done, tokens),
    }  # fmt: skip


def _limit(work: limit.Work, done: Sequence[turns.Turn], tokens: list[int]) -> dict[str, Any]:
    """What the pass reaches of it: in its turn by the clock, and of the best of the run by processors' work."""
    clock = [work.of(t.tokens) / t.seconds["pass"] / t.limit.clock for t in done]
    cpu = work.of(tokens) / sum(t.cpu["pass"] for t in done) / max(t.limit.cpu for t in done)
    return {
        "operations_a_token": work.of(tokens) / sum(tokens),
        "matmul": turns.spread([t.limit.clock for t in done]), "matmul_cpu": turns.spread([t.limit.cpu for t in done]),
        "pass_in_its_turn": turns.spread(clock), "pass_of_the_best_cpu": cpu,
        "new_among_tokens_read": limit.share_of_tokens_read([n + 1 for n in tokens]),
    }  # fmt: skip


def _memory_of(name: str, count: int, cache: Path, device: str) -> dict[str, float]:
    """With one side's model loaded and no other."""
    if name == "ours":
        scorer = for_embedded(cache, device)
        return memory.gone_through(
            sides.ours(scorer)[0], texts_of(lambda text: len(scorer.model.encode(text).ids), count)
        )
    plain = sides.plain_model(EMBEDDED, cache, device)
    side = next(side for side in sides.rivals(plain) if side.name == name)
    return memory.heaviest(side, texts_of(lambda text: sides.tokens_in(plain, text), count))


def show(found: dict[str, Any]) -> None:
    for name, value in found.items():
        if isinstance(value, dict) and all(isinstance(v, dict) for v in value.values()):
            print(f"{name}:")
            for row, numbers in value.items():
                print(f"  {row}: {_line(numbers)}")
        else:
            print(f"{name}: {_line(value)}")


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_line(number)}" for name, number in value.items())
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=64)
    parser.add_argument(
        "--flat-texts", type=int, help="texts that ours is led through for its memory; as many as --texts"
    )
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "caveat")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--side", choices=("ours", *RIVALS), help="the memory of one side, in this process")
    given = parser.parse_args()
    if given.side:
        print(json.dumps(_memory_of(given.side, given.texts, given.cache, given.device)))
        return
    found = measured(given.texts, given.cache, given.device)
    same = ["--cache", str(given.cache), "--device", given.device, "--texts"]
    counts = {"ours": given.flat_texts or given.texts} | dict.fromkeys(RIVALS, given.texts)
    found["memory"] = {name: memory.in_a_process(name, [*same, str(count)]) for name, count in counts.items()}
    print(json.dumps(found)) if given.json else show(found)


if __name__ == "__main__":
    main()
