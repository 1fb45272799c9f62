"""Runs: claimed by one worker, finished in one transaction. How lost ones come back: plugin.services.handing_back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.caveats import Caveat
from plugin.domain.grading import decide
from plugin.domain.score import Reason, Score, Unscorable
from plugin.domain.status import ReturnState, RunState, move_run
from plugin.services import asset_reports, grades, releases, score_rows
from plugin.store.queries import clock, work
from plugin.store.tables import GradeReturn, Run, RunCaveat, Submission

LONGEST_PAUSE = timedelta(hours=1)
# How often a run is put off for trouble that is not the text's, by its reason. A disk may be full for two days; a file
# that is missing is looked for again in case its folder was.
MOST_PUT_OFF = {"machine": 50, "file_missing": 3}


@dataclass(frozen=True)
class Work:
    """What a worker needs to score: plain data, no session behind it. `free`: the assignment leaves the use of AI free,
    so that the text is read for whoever marks it, and not scored. `calibration`: the name of a local one to compare
    with, "" for the built-in one: see plugin.services.versions."""

    run_id: UUID
    document_sha256: str
    media_type: str = ""
    detector_id: str = ""
    free: bool = False
    calibration: str = ""


def claim(session: Session, run_id: UUID, worker: str | None = None) -> Work | None:
    """Move the run from queued to running; None when somebody else has it or it is done. `worker`: who claims it, by
    the name in its beats."""
    if not work.move(
        session,
        run_id,
        RunState.QUEUED,
        state=move_run(RunState.QUEUED, RunState.RUNNING).value,
        attempts=Run.attempts + 1,
        claimed=clock.now(session),
        claimed_by=worker,
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

    Returns the id of a grade that now waits for the courier. The first answer to a run counts, also of a worker that
    was believed lost; a second one is dropped.
    """
    state = RunState.SCORED if isinstance(result, Score) else RunState.UNSCORABLE
    reason = result.reason if isinstance(result, Unscorable) else None
    if not work.move(
        session,
        run_id,
        RunState.RUNNING,
        RunState.QUEUED,
        state=state.value,
        reason=reason,
        text_sha256=text_sha256,
        facts=_facts(result),
        finished=clock.now(session),
    ):
        return None
    if isinstance(result, Score):
        score_rows.write(session, run_id, result)
    _write_caveats(session, run_id, caveats)
    asset_reports.mark_run(session, run_id)
    return _grade(session, run_id, state, reason)


def fail(session: Session, run_id: UUID, reason: str, worker: str | None = None) -> None:
    """The last word on a run that could not be carried out; `reason` is a code. With `worker`, only while that one
    still has it in hand.

    What completion would give is held: a person decides whether a text that nothing could read counts.
    """
    if work.move(
        session,
        run_id,
        RunState.RUNNING,
        held_by=worker,
        state=RunState.FAILED.value,
        reason=reason,
        finished=clock.now(session),
    ):
        asset_reports.mark_run(session, run_id)
        _grade(session, run_id, RunState.FAILED, None)


def put_off(session: Session, run_id: UUID, reason: str, worker: str | None = None) -> None:
    """Trouble that is not the text's and may pass: the run waits, longer each time, and the sweep rings for it. After
    many times it fails, for `reason` (of MOST_PUT_OFF). With `worker`, only while that one still has it in hand."""
    run = session.get(Run, run_id, populate_existing=True)
    if run is None or run.put_off >= MOST_PUT_OFF[reason]:
        fail(session, run_id, reason, worker)
        return
    pause = min(timedelta(minutes=1) * 2 ** min(run.put_off, 6), LONGEST_PAUSE)
    new: dict[str, Any] = {"attempts": run.attempts - 1, "put_off": run.put_off + 1, "rung": clock.now(session) + pause}
    work.move(session, run_id, RunState.RUNNING, held_by=worker, state=RunState.QUEUED.value, **new)


def leave_to_another(session: Session, run_id: UUID) -> None:
    """A claimed run that this worker is not the one for; the sweep rings for it."""
    new: dict[str, Any] = {"attempts": Run.attempts - 1, "rung": clock.now(session)}
    work.move(session, run_id, RunState.RUNNING, state=RunState.QUEUED.value, **new)


def retry(session: Session, run_id: UUID) -> bool:
    """A person asks for a failed run once more."""
    anew: dict[str, Any] = {"reason": None, "attempts": 0, "put_off": 0, "rung": None}
    queued = work.move(session, run_id, RunState.FAILED, state=RunState.QUEUED.value, **anew)
    if queued:
        releases.withdraw(session, session.get_one(Run, run_id).submission)
        asset_reports.mark_run(session, run_id)
    return queued


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
