"""A local calibration: the built-in one with an institution's own human texts in place of its human references.

Texts of AI, the fit of the likelihood, passages and the noise of edits stay those of the built-in one, for an
institution has measured none of them; the file says so. Nothing of a text is kept, only its numbers.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from plugin.domain.score import Score
from workers.scoring.calibration import Calibration
from workers.scoring.detectors import BESIDE, ZERO_SHOT
from workers.scoring.local_calibration import sealed

# Below 19 texts there is no line at 5 %, and from 20 on its real rate is known to within three times that.
LEAST_TEXTS = 20
_SIGNS = {detector.name: detector.sign for detector in (*ZERO_SHOT, *BESIDE)}  # members of the ensemble: all +1
# All else that a built-in calibration holds was measured with its own lines, and is not claimed for others.
_KEPT = (
    "language", "versions", "model_sha256", "ensemble", "companions", "noise", "dtype_tolerance", "batch_tolerance",
    "generators",
)  # fmt: skip
_OF_BASE = ("machine references", "likelihood", "passages", "noise")
_VALID_YEARS = 1


def local_calibration(base: Calibration, scores: Sequence[Score], name: str, today: date) -> dict[str, Any]:
    """Its JSON object; `scores` are those of the human texts by a scorer with `base`."""
    strata = [_stratum(stratum, scores) for stratum in base.raw["strata"]]
    return sealed(
        {key: base.raw[key] for key in _KEPT if key in base.raw}
        | {
            "id": name,
            "kind": "local",
            "base": base.id,
            "base_sha256": base.sha256,
            "created": today.isoformat(),
            "valid_until": min(str(base.raw["valid_until"]), _years_on(today)),
            "dtype": scores[0].model.dtype,
            "strata": strata,
            "of_base": [*_OF_BASE, *_unmeasured(base.raw["strata"][0], strata[0])],
            "likelihood": base.raw["likelihood"] | {"range": _measured_range(base)},
            "second_language": {"n": 0},
            "measured": {},
        }
    )


def _years_on(day: date) -> str:
    return day.replace(year=day.year + _VALID_YEARS, day=min(day.day, 28)).isoformat()


def _measured_range(base: Calibration) -> list[float]:
    """Where the likelihood was fitted: there are AI texts above the first and human ones below the second."""
    return [base.strata[0].score.machine[0], base.strata[0].score.human[-1]]


def _stratum(base: dict[str, Any], scores: Sequence[Score]) -> dict[str, Any]:
    own = [score for score in scores if base["least"] <= score.tokens < (base["below"] or math.inf)]
    human = sorted(score.statistic for score in own)
    methods = {name: _method(name, reference, own, scores) for name, reference in base["methods"].items()}
    return base | {"score": base["score"] | {"human": human}, "methods": methods}


def _method(name: str, base: dict[str, Any], own: Sequence[Score], all_scores: Sequence[Score]) -> dict[str, Any]:
    """Of this length; of all lengths, or the built-in values, where a method had too little to say."""
    for scores in (own, all_scores):
        values = sorted(_SIGNS.get(name, 1) * m.value for score in scores for m in score.methods if m.name == name)
        if len(values) >= LEAST_TEXTS:
            return base | {"human": values}
    return base


def _unmeasured(base: dict[str, Any], own: dict[str, Any]) -> list[str]:
    """Methods that had too little to say of these texts."""
    return [name for name, reference in own["methods"].items() if reference is base["methods"][name]]
