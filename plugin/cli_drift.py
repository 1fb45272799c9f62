"""`caveat admin drift`: whether the latest submissions still fit the calibration they were compared with."""

import argparse
from typing import Any

from plugin import cli_house
from plugin.domain.drift import ALPHA, LEAST, Drift
from plugin.services import drift


def add_arguments(actions: Any) -> None:
    parser = actions.add_parser("drift", help="do the latest submissions still fit the calibration?")
    parser.set_defaults(action=_show)


def _show(_: argparse.Namespace) -> int:
    with cli_house.database().session() as session:
        found = drift.in_use(session)
    for row in found:
        print(f"{row.id} (sha256 {row.sha256[:12]}…): {'DRIFTED' if row.drift.drifted else 'no drift seen'}")
        for line in _lines(row.drift):
            print(f"  {line}")
    if not found:
        print("No run was scored yet.")
    if any(row.drift.drifted for row in found):
        print("New reports say that its false-flag rates no longer hold. Make a calibration anew: docs/calibration.md")
    return 1 if any(row.drift.drifted for row in found) else 0


def _lines(found: Drift) -> list[str]:
    lines = [f"{found.texts} texts looked at, one a student and assignment"]
    if found.distance is None:
        lines.append(f"shape of the upper half: not tested, under {LEAST} p-values above .5")
    else:
        lines.append(f"shape of the upper half: distance {found.distance:.3f}, may be {found.most_distance:.3f}")
    if found.lower_share is None:
        lines.append(f"share of p-values of .5 or less: not tested, under {LEAST} texts")
    else:
        said = f"{found.lower_share:.2f}, p {found.lower_p:.2g} (alarm at {ALPHA:g})"
        lines.append(f"share of p-values of .5 or less: {said}")
    return lines
