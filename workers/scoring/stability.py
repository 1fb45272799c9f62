"""Would a harmless edit have changed the answer? Asked of texts that lie near a line, where alone it can."""

from collections.abc import Sequence

from plugin.domain.score import Stability
from workers.scoring.calibration import ALPHAS, Stratum

# A text further from every line than this many times the noise is not read again: of edits measured when a
# calibration is made, one in a hundred moves a score by more than about three times its noise.
REACH = 3.0
# Edits of a few words leave a long text where it was, and reading it five times more would take minutes.
MOST_TOKENS = 4096


def is_near_a_line(score: float, stratum: Stratum, noise: float) -> bool:
    low, high = score - REACH * noise, score + REACH * noise
    return any(low <= line <= high for _, alpha in ALPHAS if (line := stratum.line(alpha)) is not None)


def stability(score: float, edited: Sequence[float], stratum: Stratum) -> Stability:
    """`edited` are the scores of the text's edited versions, at least one."""
    answer = stratum.reached(score)
    others = sum(stratum.reached(value) is not answer for value in edited)
    return Stability(len(edited), round(min(edited), 4), round(max(edited), 4), others)
