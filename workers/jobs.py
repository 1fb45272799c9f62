"""What the scorer does because an administrator asked: score a sample, make a calibration.

As with runs: claim, work, record; no transaction is open while the model works, whatever happens the job gets its last
word, and what was uploaded goes when it is no longer needed.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from sqlalchemy.orm import Session

from plugin.config import Settings
from plugin.domain.caveats import Caveat
from plugin.domain.errors import NamedError
from plugin.domain.job import JobKind
from plugin.domain.score import Score
from plugin.queue import Bell
from plugin.services import calibrations, drift, jobs, samples
from plugin.services.jobs import Work
from plugin.storage import job_files_of
from plugin.store.job_files import JobFiles
from plugin.store.session import Database
from workers import calibration_job
from workers.judge import Judgement, in_order, judge
from workers.scoring.compared import Compared

log = logging.getLogger(__name__)

PART_SECONDS = 45.0  # a submission that comes now waits for no more than this, and the batch that is being read


@dataclass(frozen=True)
class Jobs:
    settings: Settings
    database: Database
    compared: Callable[[], Compared]
    bell: Bell

    def do(self, job_id: UUID, worker: str | None = None) -> None:
        with self.database.session() as session:
            work = jobs.claim(session, job_id, worker)
        if work is None:
            return
        try:
            self._sample(work) if work.kind is JobKind.SAMPLE else self._calibrate(work)
        except SoftTimeLimitExceeded:
            self._fail(work, "time_limit")
        except FileNotFoundError:
            self._fail(work, "file_missing")
        except OSError as error:  # the disk or the bucket is away: nothing of the job's own, and its files stay
            log.warning("job %s waits for the file store: %s", job_id, type(error).__name__)
            with self.database.session() as session:
                jobs.pause(session, work)
        except ArithmeticError:
            self._fail(work, "no_number")
        except NamedError as error:
            self._fail(work, error.code)
        except Exception as error:  # noqa: BLE001 - the message might quote the text
            log.error("job %s: %s", job_id, type(error).__name__)
            self._fail(work, "internal")

    @property
    def _files(self) -> JobFiles:
        return job_files_of(self.settings)

    def _sample(self, work: Work) -> None:
        data = self._files.get(work.job_id, samples.DOCUMENT)
        with self.database.session() as session:
            name = calibrations.in_use(session, self.settings)
            detector = calibrations.detector_id(session, self.settings)
            calibrations.bring(session, self.settings, name)
        judgement = judge(data, self.compared().by(name), str(work.asked.get("media_type", "")))
        self._files.put(work.job_id, samples.TEXT, judgement.text.encode("utf-8"))
        with self.database.session() as session:
            answer = samples.answer_of(judgement.result, _with_drift(session, judgement))
            stands = jobs.finish(session, work.job_id, answer | {"detector": detector})
        if not stands:  # deleted while it was read
            self._files.remove(work.job_id)
        log.info("sample %s: %s", work.job_id, judgement.word)

    def _calibrate(self, work: Work) -> None:
        until = time.monotonic() + PART_SECONDS
        made = calibration_job.go_on(self.settings, self.database, self._files, self.compared().built_in, work, until)
        if made is calibration_job.Part.MORE:
            self.bell.job(work.job_id)
        log.info("calibration job %s: %s", work.job_id, made.value)

    def _fail(self, work: Work, problem: str) -> None:
        with self.database.session() as session:
            jobs.fail(session, work.job_id, problem)
            kept = jobs.keeps_files(session, work.job_id)
        if not kept:
            self._files.remove(work.job_id)
        log.warning("job %s failed: %s", work.job_id, problem)


def _with_drift(session: Session, judgement: Judgement) -> tuple[Caveat, ...]:
    if not isinstance(judgement.result, Score):
        return judgement.caveats
    return in_order([*judgement.caveats, *drift.caveats(session, judgement.result)])
