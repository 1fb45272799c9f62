"""Submissions as programs see them, and those that programs bring."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.config import Settings
from plugin.domain.status import FINISHED, RunState
from plugin.services import audit, calibrations, submissions
from plugin.services.audit import Actor
from plugin.services.submissions import Accepted, HandedIn, SubmissionRefusedError
from plugin.store.files import FileStore
from plugin.store.queries import api_reading
from plugin.store.tables import Submission


@dataclass(frozen=True)
class Import:
    """A text that a program brings for a student, named as the platform names them."""

    assignment_id: UUID
    lti_sub: str
    handed_in: HandedIn


@dataclass(frozen=True)
class Imported:
    """`accepted` is None where the student's newest attempt is this very file: sent twice, it is one."""

    submission_id: UUID
    accepted: Accepted | None


def described(row: Submission) -> dict[str, Any]:
    """No band and no number: those stand in the report alone, with their caveats. Nobody is named where the
    assignment is marked without names."""
    assignment, hidden = row.assignment, row.assignment.hides_names
    return {
        "id": str(row.id),
        "course": {"id": str(assignment.course.id), "title": assignment.course.title},
        "assignment": {"id": str(assignment.id), "title": assignment.title},
        "student": None if hidden else {"lti_sub": row.person.lti_sub, "name": row.person.name},
        "attempt": row.attempt,
        "handed_in": row.created.isoformat(),
        "state": _state(row),
        "files": [{"sha256": one.sha256, "media_type": one.media_type, "size": one.size} for one in row.documents],
        "reports": [
            {"id": str(run.id), "state": run.state, "reason": run.reason, "finished": _moment(run.finished)}
            for run in row.runs
        ],
    }


def bring(
    session: Session, files: FileStore, settings: Settings, deployment_id: UUID, actor: Actor, brought: Import
) -> Imported:
    """Raise SubmissionRefusedError: `no_assignment`, `no_student`, or what a student's own file is refused for."""
    assignment = api_reading.assignment(session, deployment_id, brought.assignment_id)
    if assignment is None or assignment.kind != "link":
        raise SubmissionRefusedError("no_assignment")
    membership = api_reading.learner(session, assignment.course_id, brought.lti_sub)
    if membership is None:
        raise SubmissionRefusedError("no_student")
    media_type = submissions.media_type_of(brought.handed_in, settings.max_upload)
    sha256 = hashlib.sha256(brought.handed_in.data).hexdigest()
    same = api_reading.newest_with(session, assignment.id, membership.person_id, sha256)
    if same is not None:
        return Imported(same.id, None)
    submissions.check_attempts(session, assignment.id, membership.person_id)
    detector = calibrations.detector_id(session, settings)
    accepted = submissions.accept(
        session, files, assignment.id, membership.person_id, brought.handed_in, media_type, detector
    )
    course_id, subject_id = assignment.course_id, accepted.submission_id
    audit.note(session, actor, "submission.imported", course_id=course_id, subject_id=subject_id)
    return Imported(accepted.submission_id, accepted)


def _state(row: Submission) -> str:
    """received, until there is something to read; then that of what is least far; done when all is."""
    states = {RunState(run.state) for run in _newest(row)}
    if not states:
        return "received"
    if states <= FINISHED:
        return "done"
    return "running" if RunState.RUNNING in states else "queued"


def _newest(row: Submission) -> list[Any]:
    """Of each file the last reading."""
    return list({run.document_id: run for run in row.runs}.values())


def _moment(at: Any) -> str | None:
    return at.isoformat() if at else None
