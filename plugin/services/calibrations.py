"""What submissions are compared with: the built-in calibration, or lines from the institution's own human texts.

CAVEAT_CALIBRATION decides where it is set; else whatever an administrator chose. Nothing here touches a run that is
scored: a run keeps the numbers of the calibration that it was asked for.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from plugin.config import Settings
from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.services import audit, institution, worker_beats
from plugin.services.audit import Actor
from plugin.storage import job_files_of
from plugin.store.places import Folder
from plugin.store.queries import beats, calibrations, jobs
from plugin.store.tables import Calibration

LANGUAGE = "en"  # of the default model: the one that local calibrations can be made for
BUILT_IN = "built-in"
WAITING, WORKING, READY, FAILED, DISCARDED = "waiting", "working", "ready", "failed", "discarded"


class CalibrationChoiceError(NamedError):
    """It cannot be used, made or discarded."""


def in_use(session: Session, settings: Settings) -> str:
    """The name of the local calibration that new runs are compared with; "" for the built-in one."""
    return settings.calibration or institution.read(session).calibrations.get(LANGUAGE, "")


def detector_id(session: Session, settings: Settings) -> str:
    """What a new run is asked for."""
    return _detector(settings, in_use(session, settings))


def asked_for(session: Session, settings: Settings, detector: str) -> str | None:
    """The calibration that a run was asked to be compared with: it may have waited while another was chosen. None where
    it was asked of other models, or of a calibration that is there no more."""
    return _by_detector(session, settings).get(detector)


def read_here(session: Session, settings: Settings) -> list[str]:
    """All that a scorer of these settings can be asked for."""
    return list(_by_detector(session, settings))


def _by_detector(session: Session, settings: Settings) -> dict[str, str]:
    names = ["", settings.calibration, *calibrations.ready_names(session)]
    return {_detector(settings, name): name for name in names}


def _detector(settings: Settings, name: str) -> str:
    return replace(settings, calibration=name).detector_id


def use(session: Session, settings: Settings, actor: Actor, name: str) -> None:
    """From the next run on. "" for the built-in one. Raises CalibrationChoiceError."""
    _refuse_fixed(settings)
    found = calibrations.by_name(session, name) if name else None
    if name and (found is None or found.state != READY or is_built_in(found)):
        raise CalibrationChoiceError(
            "calibration_unknown",
            say("There is no local calibration of that name that is ready."),
            say("Choose one of those listed."),
        )
    if name in misfits(session):
        raise CalibrationChoiceError(
            "calibration_mismatch",
            say("This calibration was made with another model, or beside an earlier built-in one."),
            say("Make it anew from the same texts. Until then no text could be scored with it."),
        )
    chosen = {**institution.read(session).calibrations, LANGUAGE: name}
    institution.change(session, actor, calibrations={language: one for language, one in chosen.items() if one})
    audit.note(session, actor, "calibration.used", subject_id=found.id if found else None, name=name)


def misfits(session: Session) -> set[str]:
    """Local ones that no scorer at work can use: a number of one model says nothing of another's. None where no scorer
    has told of itself."""
    rows = calibrations.all_of_them(session)
    bases = {row.name for row in rows if is_built_in(row)}
    loaded = {
        (row.facts["sha256"], row.facts["dtype"])
        for row in beats.all_of_them(session)
        if worker_beats.is_alive(row) and "sha256" in row.facts
    }
    return {row.name for row in rows if row.state == READY and not is_built_in(row) and _misfit(row, bases, loaded)}


def _misfit(row: Calibration, bases: set[str], loaded: set[tuple[str, str]]) -> bool:
    other_base = bool(bases) and row.facts.get("base") not in bases
    made_with = (row.facts.get("model_sha256"), row.facts.get("dtype"))
    return other_base or (bool(loaded) and made_with not in loaded)


def _refuse_fixed(settings: Settings) -> None:
    if settings.calibration:
        raise CalibrationChoiceError(
            "calibration_fixed",
            say("CAVEAT_CALIBRATION names the calibration; it wins over any choice made here."),
            say("Take it out of the environment of the web and the workers, restart them, then choose."),
        )


def discard(session: Session, settings: Settings, actor: Actor, name: str) -> None:
    """Its numbers go, and its texts where they were kept; what was scored with it stays as it is. One that may stand in
    reports keeps its name, so that no other is ever taken for it. Raises CalibrationChoiceError."""
    found = calibrations.by_name(session, name)
    if found is None or is_built_in(found) or found.state == DISCARDED:
        return
    if in_use(session, settings) == name:
        raise CalibrationChoiceError(
            "calibration_in_use",
            say("New submissions are compared with this calibration."),
            say("Choose another one first, then discard it."),
        )
    _forget_jobs(session, settings, found)
    if found.state == READY:
        found.note(state=DISCARDED, keep_texts=False, upload_sha256=None, numbers=None)
    else:
        session.delete(found)
    file_of(settings, name).unlink(missing_ok=True)
    audit.note(session, actor, "calibration.discarded", subject_id=found.id, name=name)


def _forget_jobs(session: Session, settings: Settings, found: Calibration) -> None:
    for job in jobs.all_of_calibration(session, found.id):
        session.delete(job)
        job_files_of(settings).remove(job.id)
    session.flush()  # before the row that they point to


def is_built_in(row: Calibration) -> bool:
    return row.facts.get("kind") == BUILT_IN


def file_of(settings: Settings, name: str) -> Path:
    return settings.calibrations_dir / f"{name}.json"


def bring(session: Session, settings: Settings, name: str) -> None:
    """The numbers of a local calibration to this host, where another made it: a scorer reads them from a file."""
    file = file_of(settings, name)
    found = calibrations.by_name(session, name) if name and not file.is_file() else None
    if found is not None and found.state == READY and found.numbers is not None:
        Folder(file.parent).put(file.name, [found.numbers])


def listed(session: Session) -> list[Calibration]:
    """Built-in ones first, then the newest; not those that were discarded."""
    known = [row for row in calibrations.all_of_them(session) if row.state != DISCARDED]
    return sorted(known, key=lambda row: not is_built_in(row))


def record(session: Session, name: str, language: str, facts: dict[str, Any]) -> None:
    """What a scorer found it reads with, or the command line made. Of the built-in ones of a language the last that
    was read stays: an earlier version's is no longer used by anybody."""
    if facts["kind"] == BUILT_IN:
        for row in calibrations.all_of_them(session):
            if is_built_in(row) and row.language == language and row.name != name:
                session.delete(row)
    row = calibrations.by_name(session, name) or Calibration(name=name, language=language, facts={})
    facts = row.facts | facts  # what is known of how it was made stays
    row.note(state=READY, problem="", facts=facts)
    session.add(row)
    session.flush()
