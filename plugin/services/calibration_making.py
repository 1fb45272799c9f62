"""Making a local calibration: what an administrator uploads, what the scorer makes of it, and the end of the texts."""

import hashlib
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plugin.config import Settings, is_calibration_name
from plugin.domain.job import JobKind
from plugin.domain.language import say
from plugin.services import audit, jobs
from plugin.services.audit import SYSTEM, Actor
from plugin.services.calibrations import FAILED, LANGUAGE, READY, WAITING, WORKING, CalibrationChoiceError, file_of
from plugin.services.jobs import Work
from plugin.storage import job_files_of
from plugin.store.queries import calibrations
from plugin.store.queries import jobs as job_queries
from plugin.store.tables import Calibration, Job

TEXTS = "texts.zip"  # as workers.calibrating.in_parts looks for it
MOST_BYTES = 512 * 1024 * 1024  # of a ZIP; what is in it may be twice that


@dataclass(frozen=True)
class Order:
    """`promised`: that all of it was written before November 2022, or under supervision; nobody else can know."""

    name: str
    promised: bool
    keep_texts: bool = False


def ask(session: Session, settings: Settings, actor: Actor, order: Order, texts: IO[bytes]) -> UUID:
    """Bytes first, then the rows that speak of them. Returns the job's id, to be rung for after the commit; that of the
    job at work, where the same was sent twice. Raises CalibrationChoiceError."""
    _refuse(order)
    _refuse_other_files(texts)
    sha256 = _sha256(texts)
    found = calibrations.by_name(session, order.name)
    if found is not None and found.upload_sha256 == sha256 and found.state in (WAITING, WORKING):
        return job_queries.all_of_calibration(session, found.id)[0].id
    _refuse_taken(settings, order.name, found)
    job_id, files = uuid4(), job_files_of(settings)
    files.put_stream(job_id, TEXTS, texts)
    try:
        _add(session, actor, order, job_id, sha256, found)
    except CalibrationChoiceError:
        files.remove(job_id)
        raise
    return job_id


def _add(session: Session, actor: Actor, order: Order, job_id: UUID, sha256: str, failed: Calibration | None) -> None:
    """`failed`: one of this name that came to nothing, and is begun anew with these texts."""
    made_by = actor.id if actor.kind == "administrator" else None
    row = failed or Calibration(name=order.name, language=LANGUAGE)
    for old in job_queries.all_of_calibration(session, row.id) if failed else ():
        session.delete(old)  # and its files with the next sweep
    row.note(state=WAITING, keep_texts=order.keep_texts, made_by=made_by, upload_sha256=sha256, problem="", facts={})
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise _taken() from None  # by somebody at the same moment
    session.add(_job(job_id, row.id, made_by))
    audit.note(session, actor, "calibration.asked", subject_id=row.id, name=order.name, keep_texts=order.keep_texts)


def _refuse(order: Order) -> None:
    """Before anything is kept."""
    if not is_calibration_name(order.name):
        raise CalibrationChoiceError(
            "calibration_name", say("A name is made of letters A to Z, digits and dashes."),
            say("Choose another name, 64 characters at most."),
        )  # fmt: skip
    if not order.promised:
        raise CalibrationChoiceError(
            "calibration_promise", say("Only texts that were certainly written by people can serve."),
            say("Say that they were, if you know it."),
        )  # fmt: skip


def _refuse_other_files(texts: IO[bytes]) -> None:
    """Hostile or not is for the worker to see, which measures it before it unpacks, and reads each essay confined."""
    if not zipfile.is_zipfile(texts):
        raise CalibrationChoiceError(
            "no_zip", say("This file is no ZIP."), say("Choose a ZIP of .txt, .docx or .pdf files.")
        )


def _refuse_taken(settings: Settings, name: str, found: Calibration | None) -> None:
    """One that failed was never compared with: no report names it, and its name is free."""
    if (found is not None and found.state != FAILED) or file_of(settings, name).exists():
        raise _taken()


def _taken() -> CalibrationChoiceError:
    return CalibrationChoiceError(
        "calibration_name_taken", say("There is, or was, a calibration of this name, and reports may name it."),
        say("Choose another name."),
    )  # fmt: skip


def again(session: Session, settings: Settings, actor: Actor, found: Calibration) -> UUID | None:
    """Once more from the same texts, after what failed; None where the texts are gone."""
    old = job_queries.of_calibration(session, found.id)
    if found.state != FAILED or old is None or not job_files_of(settings).has(old.id, TEXTS):
        return None
    found.note(state=WAITING, problem="")
    old.note(state="queued", problem="", attempts=0, answer={}, finished=None, rung=datetime.now(UTC))
    audit.note(session, actor, "calibration.asked", subject_id=found.id, name=found.name, keep_texts=True)
    return old.id


def delete_texts(session: Session, settings: Settings, actor: Actor, found: Calibration) -> None:
    """At once; the numbers stay. While it is being made there is nothing to make it of then, and it fails."""
    for job in job_queries.all_of_calibration(session, found.id):
        job_files_of(settings).remove(job.id)
    found.note(keep_texts=False, upload_sha256=None)
    audit.note(session, actor, "calibration.texts_deleted", subject_id=found.id, name=found.name)


def at_work(session: Session, work: Work) -> Calibration | None:
    """The calibration that a job makes; None where it was discarded."""
    found = session.get(Calibration, work.calibration_id) if work.calibration_id else None
    if found is not None:
        found.note(state=WORKING)
    return found


def note_facts(session: Session, work: Work, facts: dict[str, Any]) -> None:
    found = session.get(Calibration, work.calibration_id)
    if found is not None:
        found.note(facts=facts)


def made(session: Session, work: Work, facts: dict[str, Any], numbers: bytes) -> bool:
    """Its lines are drawn. False where it was discarded meanwhile: then there is nothing to keep."""
    found = session.get(Calibration, work.calibration_id)
    if found is None or not jobs.finish(session, work.job_id, work.answer):
        return False
    found.note(state=READY, problem="", facts=facts, numbers=numbers)
    if not found.keep_texts:
        found.note(upload_sha256=None)
    audit.note(session, SYSTEM, "calibration.made", subject_id=found.id, name=found.name, keep_texts=found.keep_texts)
    return True


def _job(job_id: UUID, calibration_id: UUID, made_by: UUID | None) -> Job:
    kind, now = JobKind.CALIBRATE.value, datetime.now(UTC)
    return Job(id=job_id, kind=kind, calibration_id=calibration_id, made_by=made_by, rung=now)


def _sha256(texts: IO[bytes]) -> str:
    texts.seek(0)
    digest = hashlib.sha256()
    while piece := texts.read(1024 * 1024):
        digest.update(piece)
    texts.seek(0)
    return digest.hexdigest()
