"""A person asks for a text to be read once more: by the version in use now, or again where the last try failed."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.class_action import Passed
from plugin.domain.status import RunState
from plugin.services import asset_reports, audit, releases, runs
from plugin.services.audit import Actor
from plugin.store.tables import Run

_UNDER_WAY = (RunState.QUEUED.value, RunState.RUNNING.value)


def why_not(run: Run, detector_id: str) -> Passed | None:
    """Each version reads a text once: it would say the same again."""
    of_text = [one for one in run.submission.runs if one.document_id == run.document_id]
    if any(one.state in _UNDER_WAY for one in of_text):
        return Passed.ON_ITS_WAY
    said = [one for one in of_text if one.detector_id == detector_id and one.state != RunState.FAILED.value]
    return Passed.SAME_VERSION if said else None


def ask_by(session: Session, run: Run, detector_id: str, person_id: UUID) -> UUID | None:
    """By this person, and written down; None where there is nothing to do."""
    if why_not(run, detector_id):
        return None
    actor, course_id = Actor("staff", person_id), run.submission.assignment.course_id
    audit.note(session, actor, "run.read_again", course_id=course_id, subject_id=run.id)
    return ask(session, run, detector_id)


def ask(session: Session, run: Run, detector_id: str) -> UUID:
    """The id of the run to ring for. What comes of it is seen by a teacher before it is released anew."""
    failed = [one for one in run.submission.runs if one.document_id == run.document_id]
    for one in failed:
        if one.detector_id == detector_id and runs.retry(session, one.id):
            return one.id
    releases.withdraw(session, run.submission)
    new = Run(
        submission_id=run.submission_id, document_id=run.document_id, detector_id=detector_id, rung=datetime.now(UTC)
    )
    session.add(new)
    session.flush()
    asset_reports.mark_run(session, new.id)
    return new.id
