"""Network entry: celery -A workers.courier -Q courier. Returns grades, reads rosters, sweeps. Never loads torch."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from celery.signals import worker_process_init

from plugin.config import from_environment
from plugin.lms.connector import Connector, ServiceError, TokenCache
from plugin.lms.lineitems import read_maximum
from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from plugin.queue import (
    ANNOUNCE_SUBMISSION,
    CHECK_CONNECTION,
    COURIER_QUEUE,
    FETCH_ASSET,
    READ_POINTS,
    READ_ROSTER,
    RETURN_GRADE,
    SEND_EULA_ANSWER,
    SEND_REPORT,
    SUBSCRIBE,
    UPDATE_COLUMN,
    Bell,
)
from plugin.services import connection_check, handing_back, points, rosters
from workers import beating, metrics, stopping
from workers.celery_app import make_celery
from workers.entry import base, be_watched
from workers.gradebook import Gradebook, Told
from workers.hanging import Hanging
from workers.processor import Processor
from workers.sweep import Sweep

log = logging.getLogger(__name__)
settings = from_environment()
app = make_celery("caveat-courier", settings)
be_watched(settings, "courier")

LONGEST_DELAY = 60

_me = beating.name_of(COURIER_QUEUE)
_tokens = TokenCache()
_bell = Bell(settings.redis_url)
_hanging = Hanging()


def let_go() -> None:
    """What is not with a platform yet is taken up by another at once; the rest when its lease is over."""
    with base().database.session() as session:
        handing_back.end_leases(session, [_me])


stopping.within(settings.stop_seconds, let_go)


@worker_process_init.connect
def say_alive(**_: Any) -> None:
    """Whoever starts one courier sees one, whatever processes it is made of."""
    beating.begin(base().database, COURIER_QUEUE, lambda: {"state": "ready"})
    Sweep(settings, base().database, base().files, _bell).begin()


@app.task(name=CHECK_CONNECTION)
def check_connection(registration_id: str) -> None:
    """No transaction is open while the platform is asked."""
    with base().database.session() as session:
        work = connection_check.take(session, UUID(registration_id), settings.secret_key)
    if work is None:
        return
    found = connection_check.probe(_wire(), *work)
    with base().database.session() as session:
        connection_check.record(session, UUID(registration_id), found)


@app.task(name=RETURN_GRADE)
def return_grade(grade_return_id: str) -> None:
    _note("grade", grade_return_id, _gradebook().return_grade(UUID(grade_return_id)), _bell.grade)


@app.task(name=ANNOUNCE_SUBMISSION)
def announce_submission(announcement_id: str) -> None:
    _note("announcement", announcement_id, _gradebook().announce(UUID(announcement_id)), _bell.announcement)


@app.task(name=UPDATE_COLUMN)
def update_column(assignment_id: str) -> None:
    """What is not told now is found by the sweep."""
    answer = _gradebook().update_column(UUID(assignment_id))
    if answer:
        log.info("column of assignment %s: %s %s", assignment_id, answer.code, answer.status or "")


@app.task(name=READ_POINTS)
def read_points(assignment_id: str) -> None:
    """What cannot be read now is read at a later launch."""
    with base().database.session() as session:
        work = points.take(session, UUID(assignment_id), settings.secret_key)
    if work is None:
        return
    try:
        found = read_maximum(_connector(work.platform, work.key), work.lti_lineitem_url, work.scope)
    except ServiceError as error:
        log.warning("points of assignment %s not read: %s", assignment_id, error)
        return
    if found:
        with base().database.session() as session:
            points.record(session, work.assignment_id, found)


@app.task(name=READ_ROSTER)
def read_roster(course_id: str) -> None:
    rosters.refresh(base().database, UUID(course_id), settings.secret_key, _connector)


@app.task(name=FETCH_ASSET)
def fetch_asset(asset_id: str) -> None:
    _note("asset", asset_id, _processor().fetch(UUID(asset_id)), _bell.asset)


@app.task(name=SEND_REPORT)
def send_report(report_id: str) -> None:
    _note("report", report_id, _processor().send_report(UUID(report_id)), _bell.report)


@app.task(name=SEND_EULA_ANSWER)
def send_eula_answer(answer_id: str) -> None:
    _note("eula answer", answer_id, _processor().send_eula_answer(UUID(answer_id)), _bell.eula_answer)


@app.task(name=SUBSCRIBE)
def subscribe(deployment_id: str) -> None:
    """What is not told now is found by the sweep."""
    log.info("notices of deployment %s: %s", deployment_id, _processor().subscribe(UUID(deployment_id)))


def _processor() -> Processor:
    return Processor(settings, base().database, base().files, _connector, _bell, _me)


def _gradebook() -> Gradebook:
    return Gradebook(base().database, _connector, settings.secret_key, settings.base_url, _hanging, _me)


def _note(what: str, row_id: str, done: Told | None, ring: Callable[[UUID, float], bool]) -> None:
    """Soon again by a bell with a delay; later by the sweep: a long delay would outlast the visibility timeout."""
    if done is None:
        return
    answer, seconds = done
    log.info("%s %s: %s %s", what, row_id, answer.code, answer.status or "")
    metrics.told(what, answer.code)
    if seconds is not None and seconds <= LONGEST_DELAY:
        ring(UUID(row_id), seconds + 1)


def _connector(platform: Platform, key: SigningKey) -> Connector:
    return Connector(platform, key, _wire(), _tokens)


@cache
def _wire() -> PlatformSession:
    """Made on first use in each process. Connections stay open: a grade needs several calls to one host."""
    return PlatformSession(settings.reach)
