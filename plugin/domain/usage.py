"""Counts for a whole institution: small ones hidden, shares with the interval that their number allows."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from plugin.domain.language import N_, Spoken

LEAST = 5  # a smaller group could be told who it is
# Months. Few to choose from: from two periods a day apart a hidden number could be worked out.
PERIODS = (3, 12, 36, 120)
DAYS_IN_MONTH = 30.44
_Z = 1.959964  # 95 %, two-sided

WAITING, FAILED = "waiting", "failed"
COLUMNS = ("strong", "elevated", "unremarkable", "cannot_tell", "not_scored", FAILED, WAITING)
OUTCOME_COLUMNS = ("acknowledged", "cleared", "unclear")
LEANING_ROWS = ("machine", "human", "unsure", "skipped")

COLUMN_NAMES: Spoken[str, str] = Spoken(
    {
        "strong": N_("Strong"),
        "elevated": N_("Elevated"),
        "unremarkable": N_("Unremarkable"),
        "cannot_tell": N_("Cannot tell"),
        "not_scored": N_("Not scored"),
        FAILED: N_("Failed"),
        WAITING: N_("Waiting"),
    }
)


@dataclass(frozen=True)
class Share:
    """`share` of `n`, 0 to 1, with its 95 % interval (Wilson). Both are None where they would tell a hidden number: the
    interval is then widened to steps of a twentieth."""

    n: int | None
    share: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Row:
    """`total` and each cell: None where the number is hidden."""

    name: str
    total: int | None
    cells: Mapping[str, int | None]


@dataclass(frozen=True)
class BandRow:
    """What people found of texts in one band. `share`: acknowledged, of those acknowledged or cleared; None for few."""

    band: str
    texts: int | None
    cells: Mapping[str, int | None]
    share: Share | None


@dataclass(frozen=True)
class LanguageRow:
    """`flagged`: the share of scored texts that reached a line; None for few."""

    row: Row
    flagged: Share | None


@dataclass(frozen=True)
class Usage:
    """Of submissions handed in since a day; each attempt counts, test students' do not."""

    total: int | None
    months: tuple[Row, ...]
    installations: tuple[Row, ...]
    courses: tuple[Row, ...]
    languages: tuple[LanguageRow, ...]
    outcomes: tuple[BandRow, ...]
    judgements: tuple[Row, ...]


def share(successes: int, n: int) -> Share | None:
    """None where n is too small to say anything, and to hide anybody."""
    if n < LEAST:
        return None
    p = successes / n
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    return Share(n, p, max(0.0, middle - half), min(1.0, middle + half))


def roughly(exact: Share) -> Share:
    return Share(None, None, math.floor(exact.low * 20) / 20, math.ceil(exact.high * 20) / 20)


def shown(n: int) -> int | None:
    return None if 0 < n < LEAST else n


def hidden(parts: Mapping[str, int]) -> dict[str, int | None]:
    """Small cells hidden, and as many others as it takes that none can be had by subtracting from the total."""
    small = {name for name, n in parts.items() if 0 < n < LEAST}
    rest = sorted((n, name) for name, n in parts.items() if n >= LEAST)
    while small and rest and (len(small) < 2 or sum(parts[name] for name in small) < LEAST):
        small.add(rest.pop(0)[1])
    return {name: None if name in small else n for name, n in parts.items()}


def row(name: str, parts: Mapping[str, int], columns: tuple[str, ...] = COLUMNS) -> Row:
    whole = {column: parts.get(column, 0) for column in columns}
    return Row(name, shown(sum(whole.values())), hidden(whole))
