"""A student's own attempts at an assignment, with what they may open of each and until when they may reply."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.replying import could_be_seen, reply_until
from plugin.domain.status import FINISHED, RunState
from plugin.store.queries import work
from plugin.store.tables import Assignment, Run, Submission


@dataclass(frozen=True)
class Attempt:
    """`run`: the newest, None until the platform's file was fetched; `report`: whose report may be opened, None where
    none may; `reply_until`: None where no reply is taken."""

    submission: Submission
    run: Run | None
    report: UUID | None
    reply_until: datetime | None


def attempts(session: Session, assignment: Assignment, person_id: UUID) -> list[Attempt]:
    """Newest first."""
    return [attempt_of(assignment, one) for one in work.attempts_of(session, assignment.id, person_id)]


def attempt_of(assignment: Assignment, submission: Submission) -> Attempt:
    policy, run = assignment.policy, submission.runs[-1] if submission.runs else None
    is_shown = run is not None and RunState(run.state) in FINISHED and policy.student_may_see(submission.released)
    finished = [one.finished for one in submission.runs]
    seen = could_be_seen(policy, assignment.shown_since, submission.released, finished)
    return Attempt(submission, run, run.id if run and is_shown else None, reply_until(policy, seen))
