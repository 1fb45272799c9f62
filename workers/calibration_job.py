"""A calibration asked for in the administration: a part at a time, until its lines are drawn or it is refused."""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from plugin.config import Settings
from plugin.services import calibration_making, calibrations, jobs
from plugin.services.jobs import Work
from plugin.store.job_files import JobFiles
from plugin.store.session import Database
from plugin.store.tables import Calibration
from workers.calibrating import in_parts
from workers.calibrating.facts import facts_of, of_making
from workers.calibrating.in_parts import Folder
from workers.calibrating.local import LEAST_TEXTS, local_calibration
from workers.scoring.calibration import CalibrationError, in_bytes, made_of, write_calibration
from workers.scoring.scorer import Scorer


class Part(Enum):
    MORE = "more is to be done"
    DONE = "made"
    GONE = "discarded meanwhile"


@dataclass(frozen=True)
class _Telling:
    """Writes down how far the work is, and says when to stop: the part is over, or the calibration was discarded."""

    database: Database
    work: Work
    until: float

    def __call__(self, step: str, done: int, of: int) -> bool:
        with self.database.session(lasting=False) as session:
            stands = jobs.tell(session, self.work.job_id, {"step": step, "done": done, "of": of})
        return stands and time.monotonic() < self.until


def go_on(
    settings: Settings, database: Database, files: JobFiles, scorer: Scorer, work: Work, until: float
) -> Part:  # fmt: skip
    """Raises CalibrationError where no calibration can be made of these texts."""
    folder = Folder(files.path(work.job_id, ""))
    if not folder.texts.is_file():
        raise FileNotFoundError(folder.texts)
    with database.session() as session:
        asked = calibration_making.at_work(session, work)
        if asked is None:
            return _gone(files, work)
        name, keep_texts = asked.name, asked.keep_texts
        _refuse_language(asked, scorer)
    if not in_parts.go_on(folder, scorer, _Telling(database, work, until)):
        return _pause(database, files, work)
    found, scores = in_parts.counted(folder), in_parts.scores(folder)
    making = of_making(found, scores, scorer.calibration)
    _refuse_few(database, work, making)
    raw = local_calibration(scorer.calibration, scores, name, datetime.now(UTC).date())
    with database.session() as session:
        stands = calibration_making.made(session, work, _drawn(raw, making))
        if stands:  # the file is there before anybody is told of it
            write_calibration(calibrations.file_of(settings, name), raw)
    if not stands:
        return _gone(files, work)
    folder.forget_work() if keep_texts else files.remove(work.job_id)
    return Part.DONE


def _refuse_language(asked: Calibration, scorer: Scorer) -> None:
    if asked.language != scorer.calibration.raw["language"]:
        raise CalibrationError("language_without_base", "No built-in calibration to rest on.", "Choose another.")


def _drawn(raw: dict[str, Any], making: dict[str, Any]) -> dict[str, Any]:
    """What is to be said of it."""
    return facts_of(made_of(raw, hashlib.sha256(in_bytes(raw)).hexdigest())) | making


def _refuse_few(database: Database, work: Work, making: dict[str, Any]) -> None:
    """With what became of those that were found, which is what a person must know to do better."""
    if making["used"] < LEAST_TEXTS:
        with database.session() as session:
            calibration_making.note_facts(session, work, making)
        raise CalibrationError("too_few_texts", "Too few of these texts can serve.", "Add essays.")


def _pause(database: Database, files: JobFiles, work: Work) -> Part:
    with database.session() as session:
        stands = jobs.pause(session, work.job_id)
    return Part.MORE if stands else _gone(files, work)


def _gone(files: JobFiles, work: Work) -> Part:
    files.remove(work.job_id)
    return Part.GONE
