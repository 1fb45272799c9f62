"""Which version reads a run: the one that it was asked for while a scorer of that one is alive. When none is, because a
model was changed while the run waited, the version at work takes it over, and the run says so from then on."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.config import Settings
from plugin.services import calibrations, runs, worker_beats
from plugin.services.runs import Work
from plugin.store.queries import work
from plugin.store.tables import Run


def settle(session: Session, settings: Settings, claimed: Work, worker: str) -> Work | None:
    """The work with its calibration; None where it is left to another scorer, or is not to be done any more."""
    name = calibrations.asked_for(session, settings, claimed.detector_id)
    if name is not None:
        return replace(claimed, calibration=name)
    if claimed.detector_id in worker_beats.read_by_others(session, worker):
        runs.leave_to_another(session, claimed.run_id)
        return None
    ours = calibrations.detector_id(session, settings)
    if not _take_over(session, claimed.run_id, ours):
        runs.fail(session, claimed.run_id, "read_since")
        return None
    return replace(claimed, detector_id=ours, calibration=calibrations.in_use(session, settings))


def _take_over(session: Session, run_id: UUID, detector_id: str) -> bool:
    """False where that version has read the document in another run."""
    run = session.get_one(Run, run_id)
    if work.has_run_of(session, run.document_id, detector_id):
        return False
    run.detector_id = detector_id
    session.flush()
    return True
