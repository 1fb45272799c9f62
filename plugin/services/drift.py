"""Do the latest submissions still fit the calibration they were compared with?"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.drift import Drift, drift
from plugin.domain.score import Rank, Score
from plugin.store.queries.drift import RankedRun, latest_ranks


@dataclass(frozen=True)
class InUse:
    """A calibration that the latest runs were scored with, and how they fit it."""

    id: str
    sha256: str
    drift: Drift


def in_use(session: Session) -> list[InUse]:
    """The calibrations of the latest runs, the one used last first."""
    runs = latest_ranks(session)
    keys = dict.fromkeys((str(run.calibration["id"]), str(run.calibration["sha256"])) for run in runs)
    return [InUse(name, sha256, drift(_ranks(runs, sha256))) for name, sha256 in keys]


def caveats(session: Session, score: Score) -> tuple[Caveat, ...]:
    """What the latest runs add to a score of the same calibration."""
    found = drift(_ranks(latest_ranks(session), score.calibration.sha256))
    if not found.drifted:
        return ()
    facts: dict[str, str | int | float] = {"texts": found.texts, "shape": found.shape, "share": found.share}
    return (Caveat(Code.DRIFT, Severity.CAUTION, facts),)


def _ranks(runs: Iterable[RankedRun], sha256: str) -> list[Rank]:
    """Newest first, one a student and assignment: attempts at one task are much the same text."""
    newest: dict[tuple[object, object], Rank] = {}
    for run in runs:
        if run.calibration["sha256"] == sha256:
            newest.setdefault((run.assignment_id, run.person_id), Rank(run.at_or_above, run.reference_n))
    return list(newest.values())
