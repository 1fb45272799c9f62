"""GPU entry: celery -A workers.scorer -Q score -c 1 (prefork, one process a device)."""

import logging
from functools import cache
from typing import Any
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_process_init

import workers.torch_settings  # noqa: F401, I001 - before anything that leads to torch
from plugin.config import from_environment
from plugin.domain.errors import NamedError
from plugin.domain.score import Score
from plugin.domain.words import FAILURES
from plugin.queue import SCORE_JOB, SCORE_QUEUE, SCORE_RUN, Bell
from plugin.services import asset_reports, calibrations, drift, runs
from plugin.services.runs import Work
from workers import about, beating, languages, watermarks
from workers.celery_app import make_celery
from workers.entry import base, log_to_stderr
from workers.judge import Judgement, in_order, judge, read_alone

log = logging.getLogger(__name__)
settings = from_environment()
app = make_celery("caveat-scorer", settings)
log_to_stderr()

_bell = Bell(settings.redis_url)


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
    told: dict[str, Any] = {"detector_id": settings.detector_id, "state": "loading"}
    beating.begin(base().database, SCORE_QUEUE, lambda: dict(told))
    scorer().warm_up()
    told.update(about.scorer(scorer(), settings.languages), state="ready")
    about.record_calibrations(base().database, scorer(), compared())
    log.info("model ready: %s", scorer().model.identity)
    for role in scorer().unmeasured:
        log.warning("the %s is not asked: the calibration holds no reference text that it read", role)


@app.task(name=SCORE_RUN, bind=True)
def score_run(task: Any, run_id: str) -> None:
    """Claim, judge, record: no transaction is open while the model works."""
    came_back = bool((task.request.delivery_info or {}).get("redelivered"))
    with base().database.session() as session:
        work = runs.claim(session, UUID(run_id), came_back)
        report = asset_reports.waiting_for(session, UUID(run_id))
    _ring_report(report)
    if work is None:
        return
    try:
        data = base().files.get(work.document_sha256)
    except (FileNotFoundError, ValueError):
        _fail(run_id, "file_missing")
    else:
        _judge(run_id, data, work)


@app.task(name=SCORE_JOB, bind=True)
def score_job(task: Any, job_id: str) -> None:
    """What an administrator asked for, or the next part of it."""
    from workers.jobs import Jobs

    came_back = bool((task.request.delivery_info or {}).get("redelivered"))
    Jobs(base().settings, base().database, compared, _bell).do(UUID(job_id), came_back)


def _judge(run_id: str, data: bytes, work: Work) -> None:
    try:
        judgement = read_alone(data, work.media_type) if work.free else _compare(data, work)
    except SoftTimeLimitExceeded:
        _fail(run_id, "time_limit")
    except NamedError as error:
        log.error("run %s: %s", run_id, languages.named(error))
        _fail(run_id, error.code if error.code in FAILURES else "internal")
    except Exception as error:  # noqa: BLE001 - whatever it is, the run gets its last word and the queue goes on
        log.error("run %s: %s", run_id, languages.named(error))  # the message might quote the text
        _fail(run_id, "internal")
    else:
        _finish(run_id, judgement)


def _compare(data: bytes, work: Work) -> Judgement:
    """With the calibration that the run was asked for, which need not be the one chosen since."""
    with base().database.session() as session:
        name = calibrations.asked_for(session, base().settings, work.detector_id)
    return judge(data, compared().by(name), work.media_type)


def _finish(run_id: str, judgement: Judgement) -> None:
    text_sha256 = base().files.put(judgement.text.encode("utf-8")) if judgement.text else None
    with base().database.session() as session:
        caveats = judgement.caveats
        if isinstance(judgement.result, Score):
            caveats = in_order([*caveats, *drift.caveats(session, judgement.result)])
        grade = runs.finish(session, UUID(run_id), judgement.result, caveats, text_sha256)
        report = asset_reports.waiting_for(session, UUID(run_id))
    log.info("run %s: %s", run_id, judgement.word)
    if grade:
        _bell.grade(grade)
    _ring_report(report)


def _fail(run_id: str, reason: str) -> None:
    with base().database.session() as session:
        runs.fail(session, UUID(run_id), reason)
        report = asset_reports.waiting_for(session, UUID(run_id))
    log.warning("run %s failed: %s", run_id, reason)
    _ring_report(report)


def _ring_report(report: UUID | None) -> None:
    """Of a document that lies in a platform: it hears that work goes on, and what came of it."""
    if report:
        _bell.report(report)
