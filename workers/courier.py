"""Network entry: celery -A workers.courier -Q courier -B. Returns grades, reads rosters, sweeps. Never loads torch."""

import logging
from datetime import timedelta
from uuid import UUID

from plugin.config import from_environment
from plugin.lms.connector import Connector, ServiceError, TokenCache
from plugin.lms.gradebook import find_or_create_lineitem, post_grade, read_maximum, read_result
from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.roster import read_members
from plugin.queue import READ_COURSE, RETURN_GRADE, SWEEP, Bell
from plugin.services import coursework, grades, runs, sweeping
from plugin.services.coursework import CourseWork
from plugin.services.grades import Answer, GradeWork, Outcome
from workers.celery_app import HARD_SECONDS, make_celery
from workers.entry import base, log_to_stderr

log = logging.getLogger(__name__)
settings = from_environment()
app = make_celery("caveat-courier", settings)
app.conf.beat_schedule = {"sweep": {"task": SWEEP, "schedule": float(settings.sweep_every)}}
app.conf.beat_schedule_filename = str(settings.data_dir / "courier-beat")
log_to_stderr()

# A running score is given back when its worker must be gone; a bell is rung again when it must have been lost.
GONE = timedelta(seconds=HARD_SECONDS + 60)
LOST_BELL = timedelta(seconds=max(60, 2 * settings.sweep_every))
LONGEST_DELAY = 60

_tokens = TokenCache()
_bell = Bell(settings.redis_url)


@app.task(name=RETURN_GRADE)
def return_grade(grade_return_id: str) -> None:
    """Take, send, record: no transaction is open while the platform is asked."""
    with base().database.session() as session:
        work = grades.take(session, UUID(grade_return_id), settings.secret_key)
    if work is None:
        return
    answer = _send(work)
    with base().database.session() as session:
        again = grades.record(session, work, answer)
    log.info("grade %s: %s %s", grade_return_id, answer.code, answer.status or "")
    if again is not None:
        _ring_later(work.grade_return_id, again)


@app.task(name=READ_COURSE)
def read_course(assignment_id: str) -> None:
    """Members and points; what cannot be read now is read at a later launch."""
    with base().database.session() as session:
        work = coursework.take(session, UUID(assignment_id), settings.secret_key)
    if work is None:
        return
    for read in (_read_points, _read_members):
        try:
            read(work, _connector(work.platform, work.key))
        except ServiceError as error:
            log.warning("course of assignment %s not read: %s", assignment_id, error)


def _read_points(work: CourseWork, connector: Connector) -> None:
    points = read_maximum(connector, work.lti_lineitem_url, work.lineitem_scope) if work.lti_lineitem_url else None
    if points:
        with base().database.session() as session:
            coursework.record_points(session, work.assignment_id, points)


def _read_members(work: CourseWork, connector: Connector) -> None:
    if work.lti_memberships_url:
        members = list(read_members(connector, work.lti_memberships_url))
        with base().database.session() as session:
            coursework.record_members(session, work.course_id, members)


@app.task(name=SWEEP)
def sweep() -> None:
    """Ring again for whatever stayed queued, running or pending too long; drop what has expired."""
    with base().database.session() as session:
        waiting_runs = runs.sweep(session, GONE, LOST_BELL)
        waiting_grades = sweeping.due_grades(session)
        sweeping.drop_expired(session)
    for run_id in waiting_runs:
        _bell.score(run_id)
    for grade_return_id in waiting_grades:
        _bell.grade(grade_return_id)


def _send(work: GradeWork) -> Answer:
    if refused := grades.impossible(work):
        return refused
    connector = _connector(work.platform, work.key)
    try:
        lineitem_url = work.lti_lineitem_url or _make_lineitem(connector, work)
        if lineitem_url is None:
            return grades.COLUMN_UNDER_WAY
        if work.attempts > 1 and _is_there(connector, lineitem_url, work):
            return Answer(Outcome.SENT, "already_there")
        post_grade(connector, lineitem_url, work.post, work.platform_family)
    except ServiceError as error:
        return _without_column(work, grades.read_error(error))
    return Answer(Outcome.SENT, "sent")


def _without_column(work: GradeWork, answer: Answer) -> Answer:
    if not grades.column_is_gone(work, answer):
        return answer
    with base().database.session() as session:
        grades.remember_lineitem(session, work, None)
    return Answer(Outcome.RETRY, "gone", answer.status)


def _make_lineitem(connector: Connector, work: GradeWork) -> str | None:
    with base().database.session() as session:
        if not grades.may_make_lineitem(session, work):
            return None
    url = find_or_create_lineitem(
        connector, work.lti_lineitems_url or "", work.lti_resource_link_id, work.title, work.points
    )
    with base().database.session() as session:
        grades.remember_lineitem(session, work, url)
    return url


def _is_there(connector: Connector, lineitem_url: str, work: GradeWork) -> bool:
    """After a lost answer the grade may stand in the gradebook already; posting again would repeat its comment."""
    if not grades.may_read_results(work):
        return False
    found = read_result(connector, lineitem_url, work.post.lti_sub)
    return found is not None and grades.same_mark(work, *found)


def _ring_later(grade_return_id: UUID, seconds: float) -> None:
    """Soon by a bell with a delay; later by the sweep, since a long delay would outlast the visibility timeout."""
    if seconds <= LONGEST_DELAY:
        _bell.grade(grade_return_id, seconds + 1)


def _connector(platform: Platform, key: SigningKey) -> Connector:
    return Connector(platform, key, PlatformSession(settings.insecure_platforms), _tokens)
