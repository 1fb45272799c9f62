"""A person who teaches shows students the reports of their own texts, or takes that back."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.status import FINISHED, RunState
from plugin.services import asset_reports
from plugin.store.queries import work
from plugin.store.tables import Assignment, Submission


def release(session: Session, submission: Submission) -> list[UUID]:
    """The reports beside its files in the platform, which are to be sent again."""
    submission.released = submission.released or datetime.now(UTC)
    return asset_reports.mark_submission(session, submission.id)


def withdraw(session: Session, submission: Submission) -> list[UUID]:
    submission.released = None
    return asset_reports.mark_submission(session, submission.id)


def is_ready(submission: Submission) -> bool:
    """Read to the end, and not released yet."""
    read = bool(submission.runs) and all(RunState(run.state) in FINISHED for run in submission.runs)
    return read and submission.released is None


def release_all(session: Session, assignment: Assignment) -> list[UUID]:
    """The newest attempt of every student, where it is ready."""
    newest: dict[UUID, Submission] = {}
    for submission in work.submissions_to(session, assignment.id):
        newest.setdefault(submission.person_id, submission)
    ready = [submission for submission in newest.values() if is_ready(submission)]
    return [report_id for submission in ready for report_id in release(session, submission)]
