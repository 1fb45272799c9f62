"""Samples: a text that nobody handed in, scored as a submission would be, and deleted a day later."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.document import MediaType
from plugin.domain.job import JobKind, JobState, problem_in_words
from plugin.domain.methods_shown import without
from plugin.domain.report import Report, build_report, build_unscored
from plugin.domain.score import Band, Reason, Score, Unscorable
from plugin.domain.words import REASONS
from plugin.services import audit, institution, score_rows
from plugin.services.audit import Actor
from plugin.services.submissions import HandedIn
from plugin.store import tables
from plugin.store.job_files import JobFiles
from plugin.store.queries import jobs
from plugin.store.tables import Job

DOCUMENT, TEXT = "document", "text"


@dataclass(frozen=True)
class Sample:
    """A job with its report, which is None as long as there is nothing to report."""

    job: Job
    report: Report | None = None
    text_sha256: str = ""

    @property
    def state(self) -> JobState:
        return JobState(self.job.state)

    @property
    def problem(self) -> tuple[str, str]:
        return problem_in_words(self.job.problem)


def ask(session: Session, files: JobFiles, actor: Actor, given: HandedIn, media_type: MediaType) -> UUID:
    """Bytes first, then the row that speaks of them. Returns the job's id, to be rung for after the commit."""
    job_id = uuid4()
    files.put(job_id, DOCUMENT, given.data)
    sha256 = hashlib.sha256(given.data).hexdigest()
    asked = {"media_type": media_type.value, "size": len(given.data), "sha256": sha256}
    made_by = actor.id if actor.kind == "administrator" else None
    session.add(Job(id=job_id, kind=JobKind.SAMPLE.value, asked=asked, made_by=made_by, rung=datetime.now(UTC)))
    audit.note(session, actor, "sample.scored", subject_id=job_id)
    return job_id


def delete(session: Session, files: JobFiles, actor: Actor, job_id: UUID) -> bool:
    """At once, text and numbers. False when there is no such sample."""
    job = jobs.find(session, job_id, JobKind.SAMPLE)
    if job is None:
        return False
    session.delete(job)
    files.remove(job_id)
    audit.note(session, actor, "sample.deleted", subject_id=job_id)
    return True


def latest(session: Session) -> list[Job]:
    return jobs.of_kind(session, JobKind.SAMPLE)


def load(session: Session, files: JobFiles, job_id: UUID) -> Sample | None:
    job = jobs.find(session, job_id, JobKind.SAMPLE)
    if job is None:
        return None
    if job.state != JobState.DONE.value:
        return Sample(job)
    text = _text(job.id, files)
    report = _report(job, text, institution.read(session).methods_off)
    return Sample(job, report, hashlib.sha256(text.encode()).hexdigest() if text else "")


def answer_of(result: Score | Unscorable, caveats: tuple[Caveat, ...]) -> dict[str, Any]:
    """As JSON, for the job's row."""
    told = [{"code": c.code.value, "severity": int(c.severity), "facts": c.facts} for c in caveats]
    if isinstance(result, Unscorable):
        return {"reason": result.reason.value, "words": result.words, "language": result.language, "caveats": told}
    score = _values(score_rows.row_of(None, result))
    evidence = [_values(row) for row in score_rows.evidence_of(None, result)]
    return {"score": score, "evidence": evidence, "caveats": told, "words": result.words, "language": result.language}


def _values(row: tables.Score | tables.Evidence) -> dict[str, Any]:
    held = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    return {name: value for name, value in held.items() if value is not None}


def _report(job: Job, text: str, methods_off: tuple[str, ...]) -> Report:
    answer = job.answer
    caveats = [Caveat(Code(c["code"]), Severity(c["severity"]), c["facts"]) for c in answer["caveats"]]
    if "score" not in answer:
        return build_unscored(Band.NOT_SCORED, REASONS[Reason(answer["reason"])][0], caveats, text)
    return build_report(without(score_of(answer), methods_off), caveats, text)


def score_of(answer: dict[str, Any]) -> Score:
    evidence = sorted((tables.Evidence(**row) for row in answer["evidence"]), key=lambda row: row.start)
    return score_rows.score_of(tables.Score(**answer["score"]), evidence)


def _text(job_id: UUID, files: JobFiles) -> str:
    try:
        return files.get(job_id, TEXT).decode("utf-8")
    except (FileNotFoundError, ValueError):
        return ""
