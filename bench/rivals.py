"""Ways to place one border in a text, for bench.boundaries: ours, other measures per token, and guesses."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from workers.scoring.reading import Reading
from workers.scoring.segments import PASSAGE_TOKENS, SETTLED, Stretch, joined, residual

Numbers = npt.NDArray[np.float64]
GROUP = 60


def best_border(values: Numbers, weights: Numbers, ends: list[int]) -> int:
    """The one border that lowers the weighted squared error most."""
    weights = np.where(np.arange(len(values)) < SETTLED, 0.0, weights)
    weight, total = np.cumsum(weights), np.cumsum(weights * values)
    at = np.array(ends) - 1
    fit = total[at] ** 2 / weight[at] + (total[-1] - total[at]) ** 2 / (weight[-1] - weight[at])
    return ends[int(fit.argmax())]


def fixed_groups(reading: Reading) -> tuple[Stretch, ...]:
    """What passages were before: whole sentences until they make GROUP tokens; a short rest joins the last."""
    groups: list[Stretch] = []
    for sentence in reading.sentences:
        grow = groups and groups[-1].tokens < GROUP
        groups = [*groups[:-1], joined([groups[-1], sentence])] if grow else [*groups, sentence]
    short = len(groups) > 1 and groups[-1].tokens < GROUP
    return tuple([*groups[:-2], joined(groups[-2:])] if short else groups)


def _places(reading: Reading, ends: list[int]) -> list[int]:
    return [end for end in ends if PASSAGE_TOKENS <= end <= reading.tokens - PASSAGE_TOKENS]


def _ends(reading: Reading) -> list[int]:
    """Sentences' ends where a border may lie; the middle where there are none."""
    return _places(reading, [s.last for s in reading.sentences]) or [reading.tokens // 2]


def _by(values: Callable[[Reading], Numbers], weights: Callable[[Reading], Numbers] | None = None) -> "Rival":
    def rival(reading: Reading, _: float) -> int:
        weight = weights(reading) if weights else np.ones(reading.tokens)
        return best_border(values(reading), weight, _ends(reading))

    return rival


def _nearest(reading: Reading, place: float) -> int:
    return min(_ends(reading), key=lambda end: abs(end - place))


def _groups(reading: Reading, _: float) -> int:
    ends = _places(reading, [g.last for g in fixed_groups(reading)]) or _ends(reading)
    return best_border(_residual(reading), np.ones(reading.tokens), ends)


def _residual(reading: Reading) -> Numbers:
    return residual(reading.statistics).double().numpy()


def _log_p(reading: Reading) -> Numbers:
    return reading.statistics.log_probability.double().numpy()


def _log_rank(reading: Reading) -> Numbers:
    return -reading.statistics.rank.double().log().numpy()


def _curvature(reading: Reading) -> Numbers:
    """Fast-DetectGPT's numerator: log p less its expectation, which is minus the entropy."""
    return _log_p(reading) + reading.statistics.entropy.double().numpy()


def _precision(reading: Reading) -> Numbers:
    """One over the variance; kept off infinity where the model was sure."""
    return 1 / (1 + reading.statistics.variance.double().numpy())


Rival = Callable[[Reading, float], int]
RIVALS: dict[str, Rival] = {
    "change of log p + H / 3 (ours)": _by(_residual),
    "change of log p": _by(_log_p),
    "change of log-rank": _by(_log_rank),
    "change of log p + H": _by(_curvature),
    "the same, weighted by 1 / (1 + variance)": _by(_curvature, _precision),
    "log p + H / 3, weighted so": _by(_residual, _precision),
    "the best border of groups of 60 tokens": _groups,
    "the middle": lambda reading, _: _nearest(reading, reading.tokens / 2),
    "the usual place in this set (a guess that knows the set)": _nearest,
}
