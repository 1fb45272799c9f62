"""Runs: claimed by one worker, finished in one transaction, swept up when something went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.caveats import Caveat
from plugin.domain.grading import decide
from plugin.domain.score import Reason, Score, Unscorable
from plugin.domain.status import ReturnState, RunState, move_run
from plugin.services import asset_reports, grades, releases, score_rows
from plugin.store.queries import work
from plugin.store.tables import GradeReturn, Run, RunCaveat, Submission

MAX_ATTEMPTS = 2  # a text that takes its worker down twice is set aside; the queue goes on


@dataclass(frozen=True)
class Work:
    """What a worker needs to score: plain data, no session behind it. `free`: the assignment leaves the use of AI free,
    so that the text is read for whoever marks it, and not scored."""

    run_id: UUID
    document_sha256: str
    media_type: str = ""
    detector_id: str = ""
    free: bool = False


def claim(session: Session, run_id: UUID, came_back: bool = False) -> Work | None:
    """Move the run from queued to running; None when somebody else has it or it is done.

    `came_back`: the broker hands this task out again, so the worker that had claimed the run is gone; without a
    word from it the run would look busy until the sweep's patience ends.
    """
    now = datetime.now(UTC)
    if came_back:
        give_back(session, run_id)
    if not work.move(
        session,
        run_id,
        RunState.QUEUED,
        state=move_run(RunState.QUEUED, RunState.RUNNING).value,
        attempts=Run.attempts + 1,
        claimed=now,
    ):
        return None
    run = session.get_one(Run, run_id, populate_existing=True)
    asset_reports.mark_run(session, run_id)
    free = run.submission.assignment.policy.is_free
    return Work(run.id, run.document.sha256, run.document.media_type, run.detector_id, free)


def finish(
    session: Session,
    run_id: UUID,
    result: Score | Unscorable,
    caveats: Sequence[Caveat],
    text_sha256: str | None,
) -> UUID | None:
    """Write score, evidence, caveats, grade and the new state together.

    Returns the id of a grade that now waits for the courier. Does nothing when the run is no longer running:
    a second worker's answer to the same run is dropped.
    """
    state = RunState.SCORED if isinstance(result, Score) else RunState.UNSCORABLE
    reason = result.reason if isinstance(result, Unscorable) else None
    if not work.move(
        session,
        run_id,
        RunState.RUNNING,
        state=state.value,
        reason=reason,
        text_sha256=text_sha256,
        facts=_facts(result),
        finished=datetime.now(UTC),
    ):
        return None
    if isinstance(result, Score):
        score_rows.write(session, run_id, result)
    _write_caveats(session, run_id, caveats)
    asset_reports.mark_run(session, run_id)
    return _grade(session, run_id, state, reason)


def fail(session: Session, run_id: UUID, reason: str) -> None:
    """The last word on a run that could not be carried out; `reason` is a code.

    What completion would give is held: a person decides whether a text that nothing could read counts.
    """
    if work.move(
        session,
        run_id,
        RunState.RUNNING,
        state=RunState.FAILED.value,
        reason=reason,
        finished=datetime.now(UTC),
    ):
        asset_reports.mark_run(session, run_id)
        _grade(session, run_id, RunState.FAILED, None)


def give_back(session: Session, run_id: UUID) -> bool:
    """Queue a running run again, or set it aside after its last attempt. True when it is queued."""
    run = session.get(Run, run_id, populate_existing=True)
    if run is None or run.state != RunState.RUNNING.value:
        return False
    if run.attempts >= MAX_ATTEMPTS:
        fail(session, run_id, "worker_lost")
        return False
    return work.move(session, run_id, RunState.RUNNING, state=RunState.QUEUED.value, rung=None)


def retry(session: Session, run_id: UUID) -> bool:
    """A person asks for a failed run once more."""
    queued = work.move(
        session, run_id, RunState.FAILED, state=RunState.QUEUED.value, reason=None, attempts=0, rung=None
    )
    if queued:
        releases.withdraw(session, session.get_one(Run, run_id).submission)
        asset_reports.mark_run(session, run_id)
    return queued


def sweep(session: Session, time_limit: timedelta, bell_patience: timedelta) -> list[UUID]:
    """Give back runs whose worker is gone; return the queued runs to ring for."""
    now = datetime.now(UTC)
    for run in work.stuck(session, now - time_limit):
        give_back(session, run.id)
    session.flush()
    due = [run.id for run in work.waiting(session, now - bell_patience)]
    work.mark_rung(session, due, now)
    return due


def _facts(result: Score | Unscorable) -> dict[str, object]:
    if isinstance(result, Score):
        return {"words": result.words, "tokens": result.tokens, "language": result.language}
    facts = {"words": result.words, "tokens": result.tokens, "language": result.language}
    return facts | dict(result.facts)


def _write_caveats(session: Session, run_id: UUID, caveats: Sequence[Caveat]) -> None:
    for position, caveat in enumerate(caveats):
        session.add(
            RunCaveat(
                run_id=run_id,
                position=position,
                code=caveat.code.value,
                severity=int(caveat.severity),
                facts=caveat.facts,
            )
        )


def _grade(session: Session, run_id: UUID, state: RunState, reason: Reason | None) -> UUID | None:
    submission = session.get_one(Submission, session.get_one(Run, run_id).submission_id)
    decision = decide(submission.assignment.policy, state, reason, None)
    if decision is None or _was_decided(submission.grade_return):
        return None
    return grades.write(session, submission, decision, decided_by=None)


def _was_decided(grade: GradeReturn | None) -> bool:
    """By a person, or sent already. What was held for a run that failed is decided anew when a retry reads the text."""
    return grade is not None and (grade.decided_by is not None or grade.state != ReturnState.HELD.value)
