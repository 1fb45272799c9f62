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
    DONE_WITHOUT_TEXTS = "made, and its texts go"
    GONE = "discarded, or given to another worker, meanwhile"


@dataclass(frozen=True)
class _Telling:
    """Writes down how far the work is, and says when to stop: the part is over, or the calibration was discarded."""

    database: Database
    work: Work
    until: float

    def __call__(self, step: str, done: int, of: int) -> bool:
        with self.database.session(lasting=False) as session:
            stands = jobs.tell(session, self.work, {"step": step, "done": done, "of": of})
        return stands and time.monotonic() < self.until


def go_on(
    settings: Settings, database: Database, files: JobFiles, scorer: Scorer, work: Work, until: float
) -> Part:  # fmt: skip
    """Raises CalibrationError where no calibration can be made of these texts."""
    with files.at_work(work.job_id) as root:
        made = _go_on(settings, database, Folder(root), scorer, work, until)
    if made is Part.DONE_WITHOUT_TEXTS or (made is Part.GONE and not _wanted(database, work)):
        files.remove(work.job_id)
    return made


def _wanted(database: Database, work: Work) -> bool:
    """By another worker, which was given the job because this one was believed lost."""
    with database.session() as session:
        return jobs.keeps_files(session, work.job_id)


def _go_on(
    settings: Settings, database: Database, folder: Folder, scorer: Scorer, work: Work, until: float
) -> Part:  # fmt: skip
    if not folder.texts.is_file():
        raise FileNotFoundError(folder.texts)
    with database.session() as session:
        asked = calibration_making.at_work(session, work)
        if asked is None:
            return Part.GONE
        name, keep_texts = asked.name, asked.keep_texts
        _refuse_language(asked, scorer)
    if not in_parts.go_on(folder, scorer, _Telling(database, work, until)):
        return _pause(database, work)
    found, scores = in_parts.counted(folder), in_parts.scores(folder)
    making = of_making(found, scores, scorer.calibration)
    _refuse_few(database, work, making)
    raw = local_calibration(scorer.calibration, scores, name, datetime.now(UTC).date())
    with database.session() as session:
        stands = calibration_making.made(session, work, _drawn(raw, making), in_bytes(raw))
        if stands:  # the file is there before anybody is told of it
            write_calibration(calibrations.file_of(settings, name), raw)
    if not stands:
        return Part.GONE
    folder.forget_work()
    return Part.DONE if keep_texts else Part.DONE_WITHOUT_TEXTS


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


def _pause(database: Database, work: Work) -> Part:
    with database.session() as session:
        stands = jobs.pause(session, work)
    return Part.MORE if stands else Part.GONE
