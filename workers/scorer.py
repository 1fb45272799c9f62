"""GPU entry: celery -A workers.scorer -Q score -c 1 (prefork, one process a device: whoever takes its place knows that
nothing is in hand any more)."""

import logging
import os
import time
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_process_init
from sqlalchemy.orm import Session

import workers.torch_settings  # noqa: F401, I001 - before anything that leads to torch
from plugin import alarm
from plugin.config import from_environment
from plugin.domain.errors import NamedError
from plugin.domain.score import Score
from plugin.domain.words import FAILURES
from plugin.queue import CHECK_SCORER, SCORE_JOB, SCORE_QUEUE, SCORE_RUN, Bell
from plugin.services import asset_reports, calibrations, drift, handing_back, runs, versions
from plugin.services.runs import Work
from workers import about, beating, languages, metrics, stopping, watermarks
from workers.celery_app import make_celery
from workers.entry import base, be_watched
from workers.judge import Judgement, in_order, judge, read_alone
from workers.scoring.stages import listen, stage

log = logging.getLogger(__name__)
settings = from_environment()
app = make_celery("caveat-scorer", settings)
be_watched(settings, "scorer")
listen(metrics.staged)

_bell = Bell(settings.redis_url)
_me = beating.name_of(SCORE_QUEUE)
_told: dict[str, Any] = {"detector_id": settings.detector_id, "state": "loading"}
_scored = [time.monotonic()]
PATIENCE = 300.0  # seconds, for a database that is away: less than a task may take


@cache
def scorer() -> Any:
    """The model and the watermarks to look for, loaded once a process and only after the fork: CUDA does not survive
    one, and a new watermark waits for the next start."""
    from workers.scoring.scorer import load_scorer

    marks = watermarks.usable(base().database, settings.secret_key, settings.cache_dir)
    default = load_scorer(
        settings.model, settings.cache_dir, settings.device, settings.dtype, settings.base_rate, marks,
        settings.observer, settings.classifier, settings.classifier_ai_label, settings.calibration_file,
    )  # fmt: skip
    return languages.beside(default, settings.languages, settings.cache_dir, settings.languages_loaded)


@cache
def compared() -> Any:
    """The same models, beside whichever calibration a run was asked to be compared with."""
    from workers.scoring.compared import Compared

    return Compared(scorer(), settings.calibration, settings.calibrations_dir)


@worker_process_init.connect
def warm_up(**_: Any) -> None:
    """A real scoring operation before the first task: the first submission need not wait for the model."""
    let_go(counted=True, patience=PATIENCE)  # what the process before this one died at
    beating.begin(base().database, SCORE_QUEUE, _facts)
    try:
        check_scorer.run()
    except Exception as error:  # noqa: BLE001 - whatever it is, no text is to blame, and none may fail for it
        stopping.unfit(f"the model cannot be used ({languages.named(error)}; see: caveat doctor)")
    _told.update(about.scorer(scorer(), settings.languages), reads=_reads(), state="ready")
    about.record_calibrations(base().database, scorer(), compared())
    log.info("model ready: %s", scorer().model.identity)
    for role in scorer().unmeasured:
        log.warning("the %s is not asked: the calibration holds no reference text that it read", role)


def _reads() -> list[str]:
    with base().database.session() as session:
        return calibrations.read_here(session, settings)


def _facts() -> dict[str, Any]:
    return _told | {"scored_ago": time.monotonic() - _scored[0]} if "model" in _told else dict(_told)


def let_go(counted: bool, patience: float) -> None:
    """What this worker had in hand goes back to the queue, and is rung for."""
    found = base().database.patiently(lambda session: handing_back.let_go(session, _me, counted), patience)
    for run_id in found.runs:
        _bell.score(run_id)
    for job_id in found.jobs:
        _bell.job(job_id)


stopping.within(settings.stop_seconds, lambda: let_go(counted=False, patience=2))


@app.task(name=CHECK_SCORER)
def check_scorer() -> None:
    """A real scoring operation: at the start, and whenever there was nothing to score for a while."""
    scorer().warm_up()
    _scored[0] = time.monotonic()


@app.task(name=SCORE_RUN)
def score_run(run_id: str) -> None:
    """Claim, judge, record: no transaction is open while the model works."""
    work, report = base().database.patiently(lambda session: _claim(session, UUID(run_id)), PATIENCE)
    _ring_report(report)
    if work is None:
        return
    try:
        data = base().files.get(work.document_sha256)
    except FileNotFoundError:
        _put_off(run_id, "file_missing")
    except OSError:
        _put_off(run_id, "machine")
    except ValueError:
        _fail(run_id, "file_missing")
    else:
        _judge(run_id, data, work)


def _claim(session: Session, run_id: UUID) -> tuple[Work | None, UUID | None]:
    handing_back.let_go(session, _me)  # whoever takes up a text has nothing else in hand
    work = runs.claim(session, run_id, _me)
    if work is not None and not work.free:
        work = versions.settle(session, settings, work, _me)
    return work, asset_reports.waiting_for(session, run_id)


@app.task(name=SCORE_JOB)
def score_job(job_id: str) -> None:
    """What an administrator asked for, or the next part of it."""
    from workers.jobs import Jobs

    Jobs(base().settings, base().database, compared, _bell).do(UUID(job_id), _me)


def _judge(run_id: str, data: bytes, work: Work) -> None:
    try:
        judgement = read_alone(data, work.media_type) if work.free else _compare(data, work)
        _scored[0] = time.monotonic()
    except SoftTimeLimitExceeded:
        _fail(run_id, "time_limit")
    except OSError:
        _put_off(run_id, "machine")
    except NamedError as error:
        log.error("run %s: %s", run_id, languages.named(error))
        _fail(run_id, error.code if error.code in FAILURES else "internal")
    except Exception as error:  # noqa: BLE001 - whatever it is, the run gets its last word and the queue goes on
        log.error("run %s: %s", run_id, languages.named(error))  # the message might quote the text
        alarm.ring(error)
        _end_if_unwell()
        _fail(run_id, "internal")
    else:
        _finish(run_id, judgement)


def _end_if_unwell() -> None:
    """A device that has failed answers no text any more, and each would fail for it. Then this process dies at this
    one text: another process tries it once more."""
    try:
        check_scorer.run()
    except Exception as error:  # noqa: BLE001
        log.critical("the model no longer answers: %s", languages.named(error))
        os._exit(1)


def _compare(data: bytes, work: Work) -> Judgement:
    """With the calibration that the run was asked for, which need not be the one chosen since."""
    with base().database.session(lasting=False) as session:
        calibrations.bring(session, settings, work.calibration)
    return judge(data, compared().by(work.calibration), work.media_type)


def _finish(run_id: str, judgement: Judgement) -> None:
    try:
        text_sha256 = base().files.put(judgement.text.encode("utf-8")) if judgement.text else None
    except OSError:
        _put_off(run_id, "machine")
        return
    with stage("record"):
        grade, report = base().database.patiently(
            lambda session: _write(session, UUID(run_id), judgement, text_sha256), PATIENCE
        )
    log.info("run %s: %s", run_id, judgement.word)
    metrics.judged(judgement.result)
    if grade:
        _bell.grade(grade)
    _ring_report(report)


def _write(
    session: Session, run_id: UUID, judgement: Judgement, text_sha256: str | None
) -> tuple[UUID | None, UUID | None]:
    caveats = judgement.caveats
    if isinstance(judgement.result, Score):
        caveats = in_order([*caveats, *drift.caveats(session, judgement.result)])
    grade = runs.finish(session, run_id, judgement.result, caveats, text_sha256)
    return grade, asset_reports.waiting_for(session, run_id)


def _fail(run_id: str, reason: str) -> None:
    _leave(run_id, lambda session: runs.fail(session, UUID(run_id), reason, _me))
    log.warning("run %s failed: %s", run_id, reason)
    metrics.failed()


def _put_off(run_id: str, reason: str) -> None:
    """For trouble that is not the text's; the sweep rings for it later."""
    _leave(run_id, lambda session: runs.put_off(session, UUID(run_id), reason, _me))
    log.warning("run %s put off: %s", run_id, reason)


def _leave(run_id: str, how: Callable[[Session], None]) -> None:
    def leave(session: Session) -> UUID | None:
        how(session)
        return asset_reports.waiting_for(session, UUID(run_id))

    _ring_report(base().database.patiently(leave, PATIENCE))


def _ring_report(report: UUID | None) -> None:
    """Of a document that lies in a platform: it hears that work goes on, and what came of it."""
    if report:
        _bell.report(report)
