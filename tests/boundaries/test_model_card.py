"""The model card says what the calibration that comes with Caveat was measured to do, and nothing kinder."""

import json
from typing import Any

import pytest

from tests.boundaries.documents import ROOT

CARD = (ROOT / "docs" / "model-card.md").read_text().replace("**", "")
FILE: dict[str, Any] = json.loads((ROOT / "workers" / "scoring" / "calibrations" / "en-2026.11.json").read_text())
MEASURED = ("over_5_percent", "over_1_percent", "flagged", "strong", "cannot_tell")
GROUPS = [group for group in FILE["fairness"] if not group["group"].startswith("set ")]


def share(told: dict[str, float]) -> str:
    rate, low, high = (100 * told[name] for name in ("rate", "low", "high"))
    return f"{rate:.1f} % [{low:.1f}, {high:.1f}]"


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: str(group["group"]))
def test_each_group_has_its_row_with_every_interval(group: dict[str, Any]) -> None:
    cells = [f"{group['n']:,}", *(share(group[name]) for name in MEASURED)]
    assert f"| {' | '.join(cells)} |" in CARD


def test_the_card_names_the_files_by_their_digests_and_their_last_day() -> None:
    for digest in (FILE["model_sha256"], FILE["ensemble"]["sha256"]):
        assert f"{digest[:8]}…{digest[-6:]}" in CARD
    assert FILE["id"] in CARD
    assert "24 November 2027" in CARD
    assert FILE["valid_until"] == "2027-11-24"
