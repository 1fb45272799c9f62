"""A person who teaches shows students the reports of their own texts, or takes that back."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.status import FINISHED, RunState
from plugin.services import asset_reports, audit
from plugin.services.audit import Actor
from plugin.store.queries import assets
from plugin.store.tables import Submission


def decide(session: Session, submission: Submission, person_id: UUID, shown: bool) -> list[UUID]:
    """By this person, and written down. The reports beside its files, as of `release`."""
    before = submission.released
    marked = release(session, submission) if shown else withdraw(session, submission)
    if submission.released != before:
        action = "report.released" if shown else "report.withdrawn"
        course_id = submission.assignment.course_id
        audit.note(session, Actor("staff", person_id), action, course_id=course_id, subject_id=submission.id)
    return marked


def release(session: Session, submission: Submission) -> list[UUID]:
    """The reports beside its files in the platform, which are to be sent again. None while something of it is still
    to be read: what comes of that would be shown before anybody who teaches has seen it."""
    if not is_ready(submission) or assets.any_waits(session, submission.id):
        return []
    submission.released = datetime.now(UTC)
    return asset_reports.mark_submission(session, submission.id)


def withdraw(session: Session, submission: Submission) -> list[UUID]:
    """By a person; or because something of it is read anew, which nobody has seen yet."""
    if submission.released is None:
        return []
    submission.released = None
    return asset_reports.mark_submission(session, submission.id)


def is_ready(submission: Submission) -> bool:
    """Read to the end, and not released yet."""
    read = bool(submission.runs) and all(RunState(run.state) in FINISHED for run in submission.runs)
    return read and submission.released is None
