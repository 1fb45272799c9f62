"""Jobs: claimed by one worker, done in parts, swept up when something went wrong. As runs, for an administrator."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.job import JobKind, JobState
from plugin.store.job_files import JobFiles
from plugin.store.queries import jobs
from plugin.store.session import Database
from plugin.store.tables import Calibration, Job

MAX_ATTEMPTS = 2  # what takes its worker down twice is set aside; the queue goes on
SAMPLES_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Work:
    """What a worker needs: plain data, no session behind it."""

    job_id: UUID
    kind: JobKind
    asked: dict[str, Any]
    answer: dict[str, Any]
    calibration_id: UUID | None


def claim(session: Session, job_id: UUID, came_back: bool = False) -> Work | None:
    """Move the job from queued to running; None when somebody else has it, it is done, or it was deleted.

    `came_back`: the broker hands this task out again, so the worker that had claimed the job is gone.
    """
    if came_back:
        give_back(session, job_id)
    now = datetime.now(UTC)
    claimed = {"state": JobState.RUNNING.value, "attempts": Job.attempts + 1, "claimed": now}
    if not jobs.move(session, job_id, JobState.QUEUED, **claimed):
        return None
    job = session.get_one(Job, job_id, populate_existing=True)
    return Work(job.id, JobKind(job.kind), job.asked, job.answer, job.calibration_id)


def tell(session: Session, job_id: UUID, so_far: dict[str, Any]) -> bool:
    """How far it is, for the page. False when the job is no longer running: it was deleted, or given to another."""
    return jobs.move(session, job_id, JobState.RUNNING, answer=so_far)


def pause(session: Session, job_id: UUID) -> bool:
    """A part is done and the worker is free for others; the next part is rung for by the caller. A part that came to
    its end counts against nobody: only two deaths at the same part set a job aside."""
    return jobs.move(session, job_id, JobState.RUNNING, state=JobState.QUEUED.value, attempts=0, rung=datetime.now(UTC))


def finish(session: Session, job_id: UUID, answer: dict[str, Any]) -> bool:
    new = {"state": JobState.DONE.value, "answer": answer, "problem": "", "finished": datetime.now(UTC)}
    return jobs.move(session, job_id, JobState.RUNNING, **new)


def fail(session: Session, job_id: UUID, problem: str) -> bool:
    """The last word on a job that could not be carried out; `problem` is a code of plugin.domain.job."""
    new = {"state": JobState.FAILED.value, "problem": problem, "finished": datetime.now(UTC)}
    failed = jobs.move(session, job_id, JobState.RUNNING, **new)
    job = session.get(Job, job_id, populate_existing=True) if failed else None
    if job is not None and job.calibration_id:
        made_of = session.get_one(Calibration, job.calibration_id)
        made_of.note(state="failed", problem=problem)
        if not made_of.keep_texts:
            made_of.note(upload_sha256=None)  # they are gone with the job: see with_files
    return failed


def give_back(session: Session, job_id: UUID) -> bool:
    """Queue a running job again, or set it aside after its last attempt. True when it is queued."""
    job = session.get(Job, job_id, populate_existing=True)
    if job is None or job.state != JobState.RUNNING.value:
        return False
    if job.attempts >= MAX_ATTEMPTS:
        fail(session, job_id, "worker_lost")
        return False
    return jobs.move(session, job_id, JobState.RUNNING, state=JobState.QUEUED.value, rung=None)


def sweep(session: Session, time_limit: timedelta, bell_patience: timedelta) -> list[UUID]:
    """Give back jobs whose worker is gone, drop samples a day old; return the queued jobs to ring for."""
    now = datetime.now(UTC)
    jobs.drop_before(session, JobKind.SAMPLE, now - SAMPLES_KEPT)
    for job_id in jobs.stuck(session, now - time_limit):
        give_back(session, job_id)
    session.flush()
    due = jobs.waiting(session, now - bell_patience)
    jobs.mark_rung(session, due, now)
    return due


def keeps_files(session: Session, job_id: UUID) -> bool:
    """Now that it is over: does what was uploaded stay?"""
    return job_id in jobs.with_files(session)


def drop_files(database: Database, files: JobFiles) -> None:
    """What was uploaded for work that is over, was deleted, or lost its row."""
    with database.session() as session:
        known = jobs.with_files(session)
    files.keep_only(known)
