"""Where a text lies among known texts, as a picture: shapes of human and AI texts with this text between them.

Everything is in hundredths of the picture's width and height, so that any page can draw it; the same numbers stand in
`rows` for whoever does not see it.
"""

# ruff: noqa: E501 - sentences as they are read

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain import words
from plugin.domain.language import say, say_n
from plugin.domain.score import Distribution, Score


@dataclass(frozen=True)
class Shape:
    """Bars (left, width, height) of those bins that hold texts, and the outline over all bins as an SVG path."""

    name: str
    bars: tuple[tuple[float, float, float], ...]
    outline: str


@dataclass(frozen=True)
class Line:
    """Where a band begins; `leads` puts its name before the line, so that two names do not lie on one another."""

    at: float
    name: str
    leads: bool


@dataclass(frozen=True)
class Group:
    """How many of the reference texts of one group read at least as machine-like as this text."""

    name: str
    texts: str
    at_or_above: str


@dataclass(frozen=True)
class Row:
    """One bin: the statistic from and to, how many texts fell into it, and whether this text did."""

    span: str
    human: str
    machine: str
    here: bool


@dataclass(frozen=True)
class Picture:
    """`machine` is None where there are no AI texts to compare with. `described` says in words what is drawn."""

    human: Shape
    machine: Shape | None
    here: float
    lines: tuple[Line, ...]
    described: str
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]


def picture_of(score: Score) -> Picture | None:
    """None where the reference texts were not kept with the score."""
    known = score.distribution
    if known is None or not known.human or known.high <= known.low:
        return None
    tallest = max(_tallest(known.human), _tallest(known.machine))
    lines = sorted((_place(known, value), words.BAND_NAMES[band]) for band, value in known.lines)
    return Picture(
        human=_shape(_human_name(score), known.human, tallest),
        machine=_shape(_machine_name(score), known.machine, tallest) if known.machine else None,
        here=_place(known, score.statistic),
        lines=tuple(Line(at, name, leads=number == 0) for number, (at, name) in enumerate(lines)),
        described=_described(score, known),
        groups=_groups(score, known),
        rows=_rows(known, score.statistic),
    )


def _place(known: Distribution, value: float) -> float:
    share = (value - known.low) / (known.high - known.low)
    return round(100 * min(max(share, 0.0), 1.0), 2)


def _tallest(counts: Sequence[int]) -> float:
    return max(counts) / sum(counts) if sum(counts) else 0.0


def _shape(name: str, counts: Sequence[int], tallest: float) -> Shape:
    """Heights are shares of the shape's own texts: groups of other sizes can be compared."""
    width, total = 100 / len(counts), sum(counts) * tallest or 1.0
    heights = [round(100 * count / total, 1) for count in counts]
    bars = tuple((round(n * width, 2), round(width, 2), height) for n, height in enumerate(heights) if height)
    steps = " ".join(f"V{100 - height:g}H{round((n + 1) * width, 2):g}" for n, height in enumerate(heights))
    return Shape(name, bars, f"M0 100 {steps} V100")


def _human_name(score: Score) -> str:
    n = score.rank.reference_n
    return say_n("%(count)s human text", "%(count)s human texts", n, count=f"{n:,}")


def _machine_name(score: Score) -> str:
    n = score.calibration.machine_n
    return say_n("%(count)s AI text", "%(count)s AI texts", n, count=f"{n:,}")


def _described(score: Score, known: Distribution) -> str:
    human = say(
        "Human texts from less to more machine-like, with this text marked: %(above)s of %(texts)s human texts lie at it "
        "or beyond it.", above=f"{score.rank.at_or_above:,}", texts=f"{score.rank.reference_n:,}",
    )  # fmt: skip
    if not known.machine:
        return human
    machine = say(
        "Of %(texts)s AI texts, %(above)s do.",
        above=f"{known.machine_at_or_above:,}",
        texts=f"{sum(known.machine):,}",
    )
    overlap = say("The two groups overlap.") if _overlap(known) else ""
    return " ".join(filter(None, (human, machine, overlap)))


def _overlap(known: Distribution) -> bool:
    return any(human and machine for human, machine in zip(known.human, known.machine, strict=True))


def _groups(score: Score, known: Distribution) -> tuple[Group, ...]:
    counts = [(say("Human texts"), score.rank.at_or_above, score.rank.reference_n)]
    if known.machine:
        counts.append((say("AI texts"), known.machine_at_or_above, sum(known.machine)))
    return tuple(
        Group(name, f"{n:,}", f"{above:,} ({words.in_100(above / n)})" if above else f"{above:,}")
        for name, above, n in counts
    )


def _rows(known: Distribution, value: float) -> tuple[Row, ...]:
    width, last = (known.high - known.low) / len(known.human), len(known.human) - 1
    here = min(int((value - known.low) / width), last)
    return tuple(
        Row(
            say("%(low)s to %(high)s", low=f"{known.low + n * width:.2f}", high=f"{known.low + (n + 1) * width:.2f}"),
            f"{count:,}",
            f"{known.machine[n]:,}" if known.machine else "",
            n == here,
        )
        for n, count in enumerate(known.human)
    )
