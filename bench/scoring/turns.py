"""All sides in turn, batch by batch: other work on the machine then slows all alike."""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from bench.scoring.limit import Rate, settle
from bench.scoring.sides import AT_ONCE, Side, read_again, tokens_of


@dataclass(frozen=True)
class Turn:
    """One batch: its texts' scored tokens; seconds of each side by the clock and of processors' work, which others on
    the machine disturb less; texts read again; and operations of the fastest matrix product in a second of each."""

    tokens: list[int]
    seconds: dict[str, float]
    cpu: dict[str, float]
    again: int
    limit: Rate


def batches_of(texts: Sequence[str]) -> list[list[str]]:
    return [list(texts[at : at + AT_ONCE]) for at in range(0, len(texts), AT_ONCE)]


def take(
    sides: Sequence[Side], texts: Sequence[str], limit: Callable[[], Rate], device: torch.device
) -> list[Turn]:  # fmt: skip
    for side in sides:
        side.work(side.ready([texts[0]]))  # first-time work is nobody's speed
    return [_turn(sides, batch, number, limit, device) for number, batch in enumerate(batches_of(texts))]


def _turn(
    sides: Sequence[Side], batch: list[str], number: int, limit: Callable[[], Rate], device: torch.device
) -> Turn:
    """Each side goes first once in a while: what ran before may have warmed or filled the caches."""
    first, seconds, cpu, results = number % len(sides), {}, {}, {}
    for side in [*sides[first:], *sides[:first]]:
        seconds[side.name], cpu[side.name], results[side.name] = _timed(side, batch, device)
    if tokens_of(results["ours"]) != tokens_of(results["pass"]):
        raise ValueError("the sides did not read the same tokens")
    done = Turn(tokens_of(results["pass"]), seconds, cpu, read_again(results["ours"]), limit())
    print(done, file=sys.stderr, flush=True)  # a run that is stopped has still measured
    return done


def _timed(side: Side, batch: list[str], device: torch.device) -> tuple[float, float, list[Any]]:
    given = side.ready(batch)
    settle(device)
    began, worked = time.perf_counter(), time.process_time()
    results = side.work(given)
    settle(device)
    return time.perf_counter() - began, time.process_time() - worked, results


def spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}


def speeds(turns: Sequence[Turn]) -> dict[str, dict[str, float]]:
    """Over the whole run; every side took the same texts."""
    texts, tokens = sum(len(t.tokens) for t in turns), sum(sum(t.tokens) for t in turns)
    return {name: _speed(texts, tokens, turns, name) for name in turns[0].seconds}


def _speed(texts: int, tokens: int, turns: Sequence[Turn], name: str) -> dict[str, float]:
    seconds, cpu = sum(t.seconds[name] for t in turns), sum(t.cpu[name] for t in turns)
    return {
        "texts_a_second": texts / seconds, "tokens_a_second": tokens / seconds, "tokens_a_cpu_second": tokens / cpu,
    }  # fmt: skip


def ratio(turns: Sequence[Turn], side: str, other: str) -> dict[str, dict[str, float]]:
    """How many times as fast `side` is, turn by turn."""
    return {
        "clock": spread([t.seconds[other] / t.seconds[side] for t in turns]),
        "cpu": spread([t.cpu[other] / t.cpu[side] for t in turns]),
    }
