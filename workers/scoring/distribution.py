"""Where a text lies among the reference texts of its stratum, counted in bins: what a report draws."""

from collections.abc import Sequence

from plugin.domain.score import Distribution
from workers.scoring.calibration import ALPHAS, Stratum

BINS = 32


def distribution(stratum: Stratum, value: float) -> Distribution:
    """The bins reach from the lowest to the highest of the reference texts and of this one, so that it is never drawn
    where it does not lie."""
    human, machine = stratum.score.human, stratum.score.machine
    low, high = min(*human, *machine, value), max(*human, *machine, value)
    lines = ((band, stratum.line(alpha)) for band, alpha in ALPHAS)
    return Distribution(
        low=round(low, 4),
        high=round(high, 4),
        human=_counted(human, low, high),
        machine=_counted(machine, low, high) if machine else (),
        machine_at_or_above=sum(one >= value for one in machine),
        lines=tuple((band, line) for band, line in lines if line is not None),
    )


def _counted(values: Sequence[float], low: float, high: float) -> tuple[int, ...]:
    """The highest value belongs to the last bin."""
    counts, width = [0] * BINS, (high - low) / BINS
    for value in values:
        counts[min(int((value - low) / width), BINS - 1) if width else 0] += 1
    return tuple(counts)
