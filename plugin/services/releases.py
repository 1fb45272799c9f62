"""A person who teaches shows students the reports of their own texts, or takes that back."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.status import FINISHED, RunState
from plugin.services import asset_reports
from plugin.store.queries import assets
from plugin.store.tables import Submission


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
