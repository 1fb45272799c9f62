"""One Celery application an entry, every setting with its reason."""

from celery import Celery

from plugin.broker import celery_settings
from plugin.config import Settings
from plugin.queue import COURIER_QUEUE, IN_TURN, QUEUE_OF

# A task must be over before the broker believes it lost and hands it out again.
SOFT_SECONDS = 540
HARD_SECONDS = 600


def make_celery(name: str, settings: Settings) -> Celery:
    if settings.visibility_timeout <= HARD_SECONDS:
        raise ValueError("the visibility timeout must be longer than a task may take")
    app = Celery(name, set_as_current=False)
    app.conf.update(
        # The table holds all results; a result backend would be a second truth.
        task_ignore_result=True,
        # A worker that dies has not acknowledged: its task comes back.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        # Never hold a second task back behind a long one.
        worker_prefetch_multiplier=1,
        task_soft_time_limit=SOFT_SECONDS,
        task_time_limit=HARD_SECONDS,
        # What was handed in a moment ago goes before what is scored once more, and before calibrations.
        **celery_settings(settings.redis_url, **IN_TURN, visibility_timeout=settings.visibility_timeout),
        # Redis restarting is no reason for a worker to leave.
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        # A connection lost while a task runs: let it finish, its claim in the table keeps it from running twice.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        # Loading a model takes longer than Celery's four seconds for a new process.
        worker_proc_alive_timeout=300,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        task_default_queue=COURIER_QUEUE,
        task_routes={task: {"queue": queue} for task, queue in QUEUE_OF.items()},
        # Arguments are ids: plain JSON, nothing that could carry code.
        accept_content=["json"],
        task_serializer="json",
        timezone="UTC",
    )
    return app
