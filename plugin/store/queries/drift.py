"""Ranks of the latest scored runs, for the drift check: numbers and keys, nobody's text or name."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.domain.status import RunState
from plugin.store.tables import Run, Score, Submission

LOOKED_AT = 1000  # the latest runs of all calibrations: a bound on what one look costs


class RankedRun(NamedTuple):
    assignment_id: UUID
    person_id: UUID
    calibration: dict[str, Any]
    at_or_above: int
    reference_n: int


def latest_ranks(session: Session) -> list[RankedRun]:
    """Newest first. The runs are found before their scores are joined: a sort of all scores takes far longer."""
    newest = (
        select(Run.id, Run.submission_id, Run.finished)
        .where(Run.state == RunState.SCORED.value)
        .order_by(Run.finished.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    rows = session.execute(
        select(
            Submission.assignment_id,
            Submission.person_id,
            Score.calibration,
            Score.at_or_above,
            Score.reference_n,
        )
        .join(newest, newest.c.id == Score.run_id)
        .join(Submission, Submission.id == newest.c.submission_id)
        .order_by(newest.c.finished.desc())
    )
    return [RankedRun(*row) for row in rows]
