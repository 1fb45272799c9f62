"""Why a passage stands out: it against the rest of its text, and the methods' values in it."""

from collections.abc import Sequence

from torch import Tensor

from plugin.domain.score import Direction
from workers.scoring.calibration import Stratum
from workers.scoring.detectors.log_rank import LogRank
from workers.scoring.detectors.lrr import LikelihoodRankRatio
from workers.scoring.detectors.perplexity import Perplexity
from workers.scoring.detectors.protocol import Detector
from workers.scoring.reading import Reading
from workers.scoring.segments import Stretch

# Means over tokens: of a passage they can be held against whole texts, while other methods grow with length.
AT_ANY_LENGTH: tuple[Detector, ...] = (Perplexity(), LogRank(), LikelihoodRankRatio())
# GLTR's first bucket (Gehrmann et al. 2019): the tokens that the model held likeliest.
FIRST_GUESSES = 10


def inside_and_around(values: Tensor, passage: Stretch) -> tuple[float, float | None]:
    """The mean in the passage, and in the rest of the text where there is one."""
    inside, rest = values[passage.first : passage.last], len(values) - passage.tokens
    around = float((values.sum() - inside.sum()) / rest) if rest else None
    return float(inside.mean()), around


def leans(reading: Reading, passage: Stretch, stratum: Stratum) -> dict[str, Direction]:
    """Which middle each method's value in the passage lies nearer to: that of the AI or of the human texts."""
    part = Reading(reading.statistics.part(passage.first, passage.last), reading.pooled, (), ())
    found = {}
    for method in AT_ANY_LENGTH:
        reference, value = stratum.methods[method.name], method.sign * method.value(part)
        to_human, to_machine = (abs(value - _middle(side)) for side in (reference.human, reference.machine))
        near = Direction.MACHINE if to_machine < to_human else Direction.HUMAN
        found[method.name] = Direction.NEITHER if to_machine == to_human else near
    return found


def _middle(ordered: Sequence[float]) -> float:
    return ordered[len(ordered) // 2]
