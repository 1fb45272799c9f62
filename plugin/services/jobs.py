"""Jobs: claimed by one worker, done in parts. As runs, for an administrator."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.job import JobKind, JobState
from plugin.store.job_files import JobFiles
from plugin.store.queries import clock, jobs
from plugin.store.session import Database
from plugin.store.tables import Calibration, Job

SAMPLES_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Work:
    """What a worker needs: plain data, no session behind it."""

    job_id: UUID
    kind: JobKind
    asked: dict[str, Any]
    answer: dict[str, Any]
    calibration_id: UUID | None
    worker: str | None = None


def claim(session: Session, job_id: UUID, worker: str | None = None) -> Work | None:
    """Move the job from queued to running; None when somebody else has it, it is done, or it was deleted. `worker`:
    who claims it, by the name in its beats."""
    claimed: dict[str, Any] = {"state": JobState.RUNNING.value, "attempts": Job.attempts + 1, "claimed_by": worker}
    if not jobs.move(session, job_id, JobState.QUEUED, claimed=clock.now(session), **claimed):
        return None
    job = session.get_one(Job, job_id, populate_existing=True)
    return Work(job.id, JobKind(job.kind), job.asked, job.answer, job.calibration_id, worker)


def tell(session: Session, work: Work, so_far: dict[str, Any]) -> bool:
    """How far it is, for the page. False when this worker no longer has it: it was deleted, or given to another."""
    return jobs.move(session, work.job_id, JobState.RUNNING, held_by=work.worker, answer=so_far)


def pause(session: Session, work: Work) -> bool:
    """A part is done and the worker is free for others; the next part is rung for by the caller. A part that came to
    its end counts against nobody: only two deaths at the same part set a job aside."""
    new: dict[str, Any] = {"state": JobState.QUEUED.value, "attempts": 0, "rung": clock.now(session)}
    return jobs.move(session, work.job_id, JobState.RUNNING, held_by=work.worker, **new)


def finish(session: Session, job_id: UUID, answer: dict[str, Any]) -> bool:
    new: dict[str, Any] = {"state": JobState.DONE.value, "answer": answer, "problem": "", "finished": datetime.now(UTC)}
    return jobs.move(session, job_id, JobState.RUNNING, **new)


def fail(session: Session, job_id: UUID, problem: str) -> bool:
    """The last word on a job that could not be carried out; `problem` is a code of plugin.domain.job."""
    new: dict[str, Any] = {"state": JobState.FAILED.value, "problem": problem, "finished": datetime.now(UTC)}
    failed = jobs.move(session, job_id, JobState.RUNNING, **new)
    job = session.get(Job, job_id, populate_existing=True) if failed else None
    if job is not None and job.calibration_id:
        made_of = session.get_one(Calibration, job.calibration_id)
        made_of.note(state="failed", problem=problem)
        if not made_of.keep_texts:
            made_of.note(upload_sha256=None)  # they are gone with the job: see with_files
    return failed


def drop_samples(session: Session) -> None:
    """A day old."""
    jobs.drop_before(session, JobKind.SAMPLE, datetime.now(UTC) - SAMPLES_KEPT)


def keeps_files(session: Session, job_id: UUID) -> bool:
    """Now that it is over: does what was uploaded stay?"""
    return job_id in jobs.with_files(session)


def renew_files(database: Database, files: JobFiles) -> int:
    """Seal anew what was uploaded, and what was made of it; returns how many files."""
    with database.session() as session:
        at_work = jobs.open_ones(session)
    return files.renew(at_work)


def drop_files(database: Database, files: JobFiles) -> None:
    """What was uploaded for work that is over, was deleted, or lost its row."""
    with database.session() as session:
        known = jobs.with_files(session)
    files.keep_only(known)
