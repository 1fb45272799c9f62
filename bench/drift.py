"""How often the drift checks of plugin.domain.drift raise a false alarm, and what they find. Simulated, no texts.

    python -m bench.drift [--trials N]

Human scores are normal, N(0, 1) in the reference; AI scores are N(2, 1), so that the 5 % line finds 64 %. "Once" is
one look at 300 texts; "ever" is a look at every 50th of 3,000 submissions, with the reference drawn anew each time.
"""

import argparse
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from plugin.domain.drift import LEAST, WINDOW, drift
from plugin.domain.score import Rank

REFERENCES = (99, 300, 1000)
STREAM, EVERY = 3000, 50


@dataclass(frozen=True)
class World:
    """How submissions differ from the reference: humans moved and spread, `ai` of all texts AI-written."""

    name: str
    ai: float = 0.0
    moved: float = 0.0
    spread: float = 1.0


STREAMS = (World("as the reference"), World("40 % AI", 0.4))
WORLDS = (
    *STREAMS, World("10 % AI", 0.1), World("a third AI", 1 / 3),
    World("half AI", 0.5), World("60 % AI", 0.6), World("80 % AI", 0.8),
    World("humans 0.25 more machine-like", moved=0.25), World("humans 0.5 more machine-like", moved=0.5),
    World("humans 1 more machine-like", moved=1.0), World("humans 1 more, a third AI", 1 / 3, 1.0),
    World("humans 0.5 less machine-like", moved=-0.5), World("humans 1.5 times as spread", spread=1.5),
    World("humans half as spread", spread=0.5),
)  # fmt: skip


def ranks(world: World, reference: list[float], count: int, chance: np.random.Generator) -> list[Rank]:
    human = chance.normal(world.moved, world.spread, count)
    scores = np.where(chance.random(count) < world.ai, chance.normal(2.0, 1.0, count), human)
    return [Rank(len(reference) - bisect_left(reference, score), len(reference)) for score in scores]


def once(world: World, n: int, trials: int, chance: np.random.Generator) -> tuple[float, float, float]:
    """Shares of looks at which shape, share, or either raised an alarm."""
    found = [drift(ranks(world, sorted(chance.normal(size=n)), WINDOW, chance)) for _ in range(trials)]
    return tuple(sum(getattr(one, name) for one in found) / trials for name in ("shape", "share", "drifted"))  # type: ignore[return-value]


def ever(world: World, n: int, trials: int, chance: np.random.Generator) -> float:
    """Share of streams with an alarm at any look."""
    return sum(_alarmed(ranks(world, sorted(chance.normal(size=n)), STREAM, chance)) for _ in range(trials)) / trials


def _alarmed(stream: list[Rank]) -> bool:
    ends = range(LEAST, STREAM + 1, EVERY)
    return any(drift(stream[max(end - WINDOW, 0) : end]).drifted for end in ends)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=500)
    trials = parser.parse_args().trials
    chance = np.random.default_rng(20261124)
    print("| submissions | n | shape | share | either, once | ever in 3,000 |\n|---|---|---|---|---|---|")
    for world in WORLDS:
        for n in REFERENCES:
            shape, share, either = once(world, n, trials, chance)
            always = f"{ever(world, n, trials // 5, chance):.3f}" if world in STREAMS else "-"
            print(f"| {world.name} | {n} | {shape:.3f} | {share:.3f} | {either:.3f} | {always} |", flush=True)


if __name__ == "__main__":
    main()
