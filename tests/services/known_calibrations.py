"""What calibrations say of themselves: the built-in one, and one that was made of an institution's own essays."""

from typing import Any

LINES = [
    {"band": "elevated", "alpha": 0.05, "bound": 0.09, "reference_n": 120},
    {"band": "strong", "alpha": 0.01, "bound": 0.03, "reference_n": 120},
]


def facts(kind: str, n: int = 120, **more: Any) -> dict[str, Any]:
    return {
        "kind": kind, "sha256": kind * 4, "model_sha256": "ab" * 32, "dtype": "float32", "created": "2026-11-01",
        "valid_until": "2027-11-01", "base": "", "of_base": [], "generators": ["gpt2"],
        "second_language": {"n": 0, "flagged": None, "bound": None},
        "strata": [
            {"name": "all", "least": 0, "below": None, "n": n, "machine_n": 400, "own": True, "lines": LINES},
            {"name": "short", "least": 0, "below": 260, "n": 20, "machine_n": 40, "own": False, "lines": LINES[:1]},
        ],
    } | more  # fmt: skip


MADE = facts(
    "local", base="en-1", of_base=["likelihood"], found=130, used=120, left_out={"too_short": 7, "near_double": 3},
    difference=[{"alpha": 0.05, "flagged": 20, "n": 120, "low": 0.105, "high": 0.245}],
)  # fmt: skip
