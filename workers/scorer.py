"""GPU entry: celery -A workers.scorer -Q score -c 1 (prefork, one process a device)."""

import logging
import os
from functools import cache
from typing import Any
from uuid import UUID

# oneDNN keeps a compiled primitive for every shape it meets; unbounded, a bf16 process grew to 24 GB. It is read
# when torch is loaded, so it stands above every import that leads there.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8")

from billiard.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_process_init

from plugin.config import from_environment
from plugin.queue import SCORE_RUN, Bell
from plugin.services import runs
from workers.celery_app import make_celery
from workers.entry import base, log_to_stderr
from workers.judge import Judgement, judge

log = logging.getLogger(__name__)
settings = from_environment()
app = make_celery("caveat-scorer", settings)
log_to_stderr()

_bell = Bell(settings.redis_url)


@cache
def scorer() -> Any:
    """The model, loaded once a process and only after the fork: CUDA does not survive one."""
    from workers.scoring.scorer import load_scorer

    return load_scorer(settings.model, settings.cache_dir, settings.device, settings.dtype, settings.base_rate)


@worker_process_init.connect
def warm_up(**_: Any) -> None:
    """A real scoring operation before the first task: the first submission need not wait for the model."""
    scorer().warm_up()
    log.info("model ready: %s", scorer().model.identity)


@app.task(name=SCORE_RUN)
def score_run(run_id: str) -> None:
    """Claim, judge, record: no transaction is open while the model works."""
    with base().database.session() as session:
        work = runs.claim(session, UUID(run_id))
    if work is None:
        return
    try:
        judgement = judge(base().files.get(work.document_sha256), scorer())
    except (FileNotFoundError, ValueError):
        _fail(run_id, "file_missing")
    except SoftTimeLimitExceeded:
        _fail(run_id, "time_limit")
    except Exception as error:  # noqa: BLE001 - whatever it is, the run gets its last word and the queue goes on
        log.error("run %s: %s", run_id, type(error).__name__)  # the message might quote the text
        _fail(run_id, "internal")
    else:
        _finish(run_id, judgement)


def _finish(run_id: str, judgement: Judgement) -> None:
    text_sha256 = base().files.put(judgement.text.encode("utf-8")) if judgement.text else None
    with base().database.session() as session:
        grade = runs.finish(session, UUID(run_id), judgement.result, judgement.caveats, text_sha256)
    log.info("run %s: %s", run_id, judgement.word)
    if grade:
        _bell.grade(grade)


def _fail(run_id: str, reason: str) -> None:
    with base().database.session() as session:
        runs.fail(session, UUID(run_id), reason)
    log.warning("run %s failed: %s", run_id, reason)
