"""What a page may say of a calibration: its lengths, how many texts each holds, how sure that makes its lines. Plain
data for the database; plugin.domain.calibration_facts reads it back."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from plugin.domain.score import Score
from workers.calibrating.choosing import Chosen
from workers.scoring.calibration import ALPHAS, Calibration, Stratum, serving
from workers.scoring.intervals import clopper_pearson


def facts_of(calibration: Calibration) -> dict[str, Any]:
    raw = calibration.raw
    return {
        "kind": "local" if calibration.is_local else "built-in",
        "sha256": calibration.sha256,
        "model_sha256": raw["model_sha256"],
        "dtype": raw.get("dtype", ""),
        "created": raw["created"],
        "valid_until": raw["valid_until"],
        "base": raw.get("base", ""),
        "of_base": list(raw.get("of_base", ())),
        "generators": list(raw.get("generators", ())),
        "second_language": {key: raw["second_language"].get(key) for key in ("n", "flagged", "bound")},
        "strata": [_stratum(stratum, calibration.strata) for stratum in calibration.strata],
    }


def of_making(chosen: Chosen, scores: Sequence[Score], base: Calibration) -> dict[str, Any]:
    """What was found, what served, and what the built-in lines would have made of these human texts."""
    return {
        "found": chosen.read,
        "used": len(scores),
        "left_out": {reason.value: count for reason, count in chosen.left_out.most_common()},
        "difference": [_difference(alpha, scores) for _, alpha in ALPHAS],
        "compared_with": base.id,
    }


def _stratum(stratum: Stratum, all_of_them: Sequence[Stratum]) -> dict[str, Any]:
    own = stratum is all_of_them[0] or serving(all_of_them, stratum.least) is stratum
    rates = (asdict(rate) | {"band": rate.band.value} for rate in stratum.band_rates)
    return {
        "name": stratum.name, "least": stratum.least, "below": None if stratum is all_of_them[0] else _end(stratum),
        "n": stratum.n, "machine_n": len(stratum.score.machine), "own": own, "lines": list(rates),
    }  # fmt: skip


def _end(stratum: Stratum) -> int | None:
    return None if stratum.below == float("inf") else int(stratum.below)


def _difference(alpha: float, scores: Sequence[Score]) -> dict[str, Any]:
    flagged = sum(score.rank.p_value <= alpha for score in scores)
    if not scores:
        return {"alpha": alpha, "flagged": 0, "n": 0, "low": 0.0, "high": 1.0}
    low, high = clopper_pearson(flagged, len(scores))
    return {"alpha": alpha, "flagged": flagged, "n": len(scores), "low": low, "high": high}
