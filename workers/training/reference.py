"""What a calibration file holds of known texts: sorted values within strata of length."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from workers.training.table import Mask, Table, Values

THINNED = 201
# In scored tokens; about 200 and 400 words.
LENGTHS: tuple[tuple[str, int, int | None], ...] = (
    ("all", 0, None), ("short", 0, 260), ("medium", 260, 520), ("long", 520, None),
)  # fmt: skip


def strata(table: Table, scores: Values, members: Mapping[str, Values], rows: Mask) -> list[dict[str, Any]]:
    """Of the given rows; `scores` and `members` are from fits that never saw the row's set."""
    return [_stratum(table, scores, members, rows, *length) for length in LENGTHS]


def _stratum(
    table: Table, scores: Values, members: Mapping[str, Values], rows: Mask, name: str, least: int, below: int | None
) -> dict[str, Any]:
    here = rows & in_length(table.tokens, least, below)
    human, machine = here & table.labels.human, here & table.labels.machine
    methods = {name: _pair(values, values, human, machine) for name, values in (dict(members) | table.methods).items()}
    return {
        "name": name,
        "least": least,
        "below": below,
        "score": _pair(scores, scores, human, machine),
        "methods": {method: {side: _thinned(row) for side, row in pair.items()} for method, pair in methods.items()},
        "passages": _pair(table.highest, table.lowest, human, machine),
        "passages_a_text": round(float(table.passages[here].mean()), 2) if here.any() else 1.0,
    }


def in_length(tokens: Any, least: float, below: float | None) -> Mask:
    return np.asarray((tokens >= least) & (tokens < (below or math.inf)))


def _pair(of_humans: Values, of_machines: Values, human: Mask, machine: Mask) -> dict[str, list[float]]:
    return {"human": _sorted(of_humans[human]), "machine": _sorted(of_machines[machine])}


def _thinned(ordered: list[float]) -> list[float]:
    """As many quantiles as a share in whole half percents needs: ranks are taken on the score alone."""
    if len(ordered) <= THINNED:
        return ordered
    return [ordered[round(at * (len(ordered) - 1) / (THINNED - 1))] for at in range(THINNED)]


def _sorted(values: Values) -> list[float]:
    return [round(float(value), 4) for value in np.sort(values[np.isfinite(values)])]
