"""The bell: never an error for the page, and the right queue for each task."""

import time
import uuid

from plugin.config import Settings
from plugin.queue import Bell
from workers.celery_app import HARD_SECONDS, SOFT_SECONDS, make_celery


def test_a_broker_that_is_down_costs_a_page_little_and_raises_nothing() -> None:
    started = time.monotonic()
    assert Bell("redis://127.0.0.1:1/0").score(uuid.uuid4()) is False
    assert time.monotonic() - started < 1


def test_a_task_is_over_before_the_broker_believes_it_lost(settings: Settings) -> None:
    app = make_celery("test", settings)
    assert SOFT_SECONDS < HARD_SECONDS < app.conf.broker_transport_options["visibility_timeout"]
    assert app.conf.task_acks_late is True
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result is True
    assert app.conf.accept_content == ["json"]
