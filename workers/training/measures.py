"""How well scores part human from machine texts, each figure with its interval."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workers.scoring.intervals import clopper_pearson

Values = NDArray[np.float64]
_Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True)
class Rate:
    """`hits` of `n`, with the 95 % Clopper-Pearson interval; `value` is not-a-number where n is 0."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        return self.hits / self.n if self.n else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        return clopper_pearson(self.hits, self.n)

    def as_object(self) -> dict[str, float | int | None]:
        low, high = self.interval
        return {"hits": self.hits, "n": self.n, "rate": self.value if self.n else None, "low": low, "high": high}


def rate_in_words(rate: Mapping[str, Any] | None) -> str:
    """A cell of a table, of Rate.as_object."""
    if not rate or not rate["n"]:
        return "-"
    return f"{rate['rate']:.3f} [{rate['low']:.3f}, {rate['high']:.3f}] of {rate['n']}"


def rate_of(hits: NDArray[np.bool_]) -> Rate:
    return Rate(int(np.sum(hits)), len(hits))


@dataclass(frozen=True)
class Auroc:
    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def auroc(human: Values, machine: Values) -> Auroc | None:
    """Area under the curve with its 95 % interval by DeLong et al. (1988) on the logit scale; None without both
    sides. Ties count half."""
    if not len(human) or not len(machine):
        return None
    above = _placements(machine, human)  # for each machine text: the share of human texts below it
    below = 1 - _placements(human, machine)
    area = float(above.mean())
    spread = math.sqrt(_variance(above) / len(machine) + _variance(below) / len(human))
    if not 0 < area < 1:
        return Auroc(area, *_certain(area, len(human), len(machine)))
    if not spread:  # all texts tied: they say nothing, which the formula would call certain
        return Auroc(area, 0.0, 1.0)
    logit, width = math.log(area / (1 - area)), _Z * spread / (area * (1 - area))
    return Auroc(area, _logistic(logit - width), _logistic(logit + width))


def _placements(of: Values, among: Values) -> Values:
    """Mid-ranks of `of` among `among`, 0-1."""
    ordered = np.sort(among)
    low, high = np.searchsorted(ordered, of, side="left"), np.searchsorted(ordered, of, side="right")
    return np.asarray((low + high) / 2 / len(among))


def _variance(values: Values) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else 0.25


def _certain(area: float, humans: int, machines: int) -> tuple[float, float]:
    """No text on the wrong side says no more than that: the bound of none in the smaller sample."""
    slack = clopper_pearson(0, min(humans, machines))[1]
    return (1 - slack, 1.0) if area == 1 else (0.0, slack)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(min(x, 700), -700)))


def found_at(human: Values, machine: Values, false_flags: float) -> Rate | None:
    """Machine texts above the line that at most `false_flags` of these human texts cross; None where so few humans
    cannot carry such a line."""
    allowed = int(false_flags * len(human) + 1e-9)
    if not len(machine) or not len(human) or len(human) * false_flags < 1:
        return None
    line = np.sort(human)[len(human) - 1 - allowed]
    return rate_of(machine > line)
