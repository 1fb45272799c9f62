"""Names of queues and tasks, and the bell. The table is the truth; a lost bell is rung again by the sweep."""

import logging
from typing import Any
from uuid import UUID

import redis
from celery import Celery
from kombu.exceptions import ChannelError, OperationalError

from plugin.broker import celery_settings, client_of

# Redis has a list for each of these, and the first that is not empty is heard first (docs.celeryq.dev, "Redis Message
# Priorities"). Whoever rings and whoever hears have to name the same.
FIRST, LATER = 0, 6
IN_TURN: dict[str, Any] = {"priority_steps": [FIRST, LATER], "queue_order_strategy": "priority"}

SCORE_QUEUE = "score"
COURIER_QUEUE = "courier"

SCORE_RUN = "caveat.score_run"
SCORE_JOB = "caveat.score_job"
RETURN_GRADE = "caveat.return_grade"
ANNOUNCE_SUBMISSION = "caveat.announce_submission"
UPDATE_COLUMN = "caveat.update_column"
READ_POINTS = "caveat.read_points"
READ_ROSTER = "caveat.read_roster"
FETCH_ASSET = "caveat.fetch_asset"
SEND_REPORT = "caveat.send_report"
SEND_EULA_ANSWER = "caveat.send_eula_answer"
SUBSCRIBE = "caveat.subscribe"
CHECK_CONNECTION = "caveat.check_connection"
CHECK_SCORER = "caveat.check_scorer"

QUEUE_OF = {
    SCORE_RUN: SCORE_QUEUE,
    SCORE_JOB: SCORE_QUEUE,
    RETURN_GRADE: COURIER_QUEUE,
    ANNOUNCE_SUBMISSION: COURIER_QUEUE,
    UPDATE_COLUMN: COURIER_QUEUE,
    READ_POINTS: COURIER_QUEUE,
    READ_ROSTER: COURIER_QUEUE,
    FETCH_ASSET: COURIER_QUEUE,
    SEND_REPORT: COURIER_QUEUE,
    SEND_EULA_ANSWER: COURIER_QUEUE,
    SUBSCRIBE: COURIER_QUEUE,
    CHECK_CONNECTION: COURIER_QUEUE,
    CHECK_SCORER: SCORE_QUEUE,
}

log = logging.getLogger(__name__)


def broker_answers(redis_url: str) -> bool:
    """Within a second or two: a page waits for it."""
    client = client_of(redis_url, seconds=1)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


class Bell:
    """Rings for work that already stands in a table. Never raises for a broker that is down."""

    def __init__(self, redis_url: str):
        self._app = Celery("caveat-producer", set_as_current=False)
        self._app.conf.update(
            task_ignore_result=True,
            broker_connection_retry_on_startup=False,
            # A page never waits long for a broker that is down.
            **celery_settings(
                redis_url, **IN_TURN, socket_connect_timeout=1, socket_timeout=2,
                max_retries=1, interval_start=0, interval_step=0, interval_max=0,
            ),
        )  # fmt: skip

    def waiting(self, queue: str) -> int | None:
        """How many bells in this queue nobody has heard yet; None where the broker does not say."""
        try:
            with self._app.connection_for_read() as connection:
                return int(connection.default_channel.queue_declare(queue, passive=True).message_count)
        except ChannelError:  # a queue that is empty is not there
            return 0
        except (OperationalError, OSError, redis.RedisError):
            return None

    def score(self, run_id: UUID) -> bool:
        return self._ring(SCORE_RUN, run_id)

    def score_later(self, run_id: UUID) -> bool:
        """One of many, or once more: it lets whoever hands in now go first."""
        return self._ring(SCORE_RUN, run_id, priority=LATER)

    def handed_in(self, run_id: UUID, later: bool) -> bool:
        """`later`: its writer has others that wait already."""
        return (self.score_later if later else self.score)(run_id)

    def job(self, job_id: UUID) -> bool:
        return self._ring(SCORE_JOB, job_id, priority=LATER)

    def grade(self, grade_return_id: UUID, in_seconds: float = 0) -> bool:
        return self._ring(RETURN_GRADE, grade_return_id, in_seconds)

    def announcement(self, announcement_id: UUID, in_seconds: float = 0) -> bool:
        return self._ring(ANNOUNCE_SUBMISSION, announcement_id, in_seconds)

    def column(self, assignment_id: UUID) -> bool:
        return self._ring(UPDATE_COLUMN, assignment_id)

    def points(self, assignment_id: UUID) -> bool:
        return self._ring(READ_POINTS, assignment_id)

    def roster(self, course_id: UUID) -> bool:
        return self._ring(READ_ROSTER, course_id)

    def asset(self, asset_id: UUID, in_seconds: float = 0) -> bool:
        return self._ring(FETCH_ASSET, asset_id, in_seconds)

    def report(self, report_id: UUID, in_seconds: float = 0) -> bool:
        return self._ring(SEND_REPORT, report_id, in_seconds)

    def eula_answer(self, answer_id: UUID, in_seconds: float = 0) -> bool:
        return self._ring(SEND_EULA_ANSWER, answer_id, in_seconds)

    def subscription(self, deployment_id: UUID) -> bool:
        return self._ring(SUBSCRIBE, deployment_id)

    def check(self, registration_id: UUID) -> bool:
        return self._ring(CHECK_CONNECTION, registration_id)

    def check_scorer(self) -> bool:
        return self._ring(CHECK_SCORER)

    def _ring(self, task: str, row_id: UUID | None = None, in_seconds: float = 0, priority: int = FIRST) -> bool:
        try:
            self._app.send_task(
                task,
                args=[str(row_id)] if row_id else [],
                queue=QUEUE_OF[task],
                countdown=in_seconds or None,
                priority=priority,
                retry=False,
            )
        except (OperationalError, OSError) as error:
            log.warning("bell not heard: %s %s (%s)", task, row_id, type(error).__name__)
            return False
        return True
