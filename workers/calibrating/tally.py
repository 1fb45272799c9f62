"""What `caveat calibrate` says: what was read, what serves, how sure that makes it, and how it differs."""

from collections.abc import Sequence

from plugin.domain.score import Score
from plugin.domain.words import REASONS, in_100
from workers.calibrating.choosing import Chosen
from workers.calibrating.found import Other
from workers.scoring.calibration import ALPHAS, LEAST_REFERENCE, Calibration, false_flag_bound
from workers.scoring.intervals import clopper_pearson

WARNING = (
    "Caveat cannot check who wrote these texts. Use essays handed in before November 2022, or written under "
    "supervision. Each AI text among them moves the lines up, and hides AI texts like it from then on."
)
_OTHER = {
    Other.OTHER_TYPE: "Not a .txt, .docx or .pdf file.",
    Other.EXACT_DOUBLE: "The same text as another.",
    Other.NEAR_DOUBLE: "Nearly the same text as another (seven in ten runs of three words or more).",
    Other.SAME_AUTHOR: "A longer text of the same author serves.",
}


def of_reading(chosen: Chosen) -> list[str]:
    lines = [f"{chosen.read:,} texts found, {len(chosen.requests):,} serve"]
    for reason, count in chosen.left_out.most_common():
        words = _OTHER[reason] if isinstance(reason, Other) else REASONS[reason][0]
        lines.append(f"  {count:,} left out: {words}")
    return lines


def of_strata(made: Calibration) -> list[str]:
    """How many texts of each length, and the lines they carry."""
    lines = []
    for stratum in made.strata:
        serves = stratum is made.strata[0] or stratum.n >= LEAST_REFERENCE
        said = "; ".join(_line(alpha, stratum.n) for _, alpha in ALPHAS)
        lines.append(f"  {stratum.name}: {stratum.n:,} texts; {said if serves else 'the lines of all lengths serve'}")
    return lines


def _line(alpha: float, n: int) -> str:
    if alpha * (n + 1) < 1:
        return f"no {100 * alpha:g} % line (from {round(1 / alpha) - 1} texts on)"
    return f"{100 * alpha:g} % line, really at most {in_100(false_flag_bound(alpha, n))} (95 % sure)"


def of_difference(scores: Sequence[Score], base_id: str) -> list[str]:
    """What the built-in lines would have made of these human texts."""
    lines = []
    for _, alpha in ALPHAS:
        flagged = sum(score.rank.p_value <= alpha for score in scores)
        low, high = clopper_pearson(flagged, len(scores))
        said = f"{flagged:,} of {len(scores):,} of these texts, {in_100(flagged / len(scores))}"
        lines.append(f"  {100 * alpha:g} % line of {base_id}: {said} (95 % interval {in_100(low)} to {in_100(high)})")
        if low > alpha:
            lines.append("    more than it promises: on your texts the built-in line does not hold")
    return lines
