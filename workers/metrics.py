"""What a worker counts, served at CAVEAT_METRICS_PORT to whoever has the token: how long, how much, and what came of
it; no id and no name."""

import logging
import threading
import time
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from celery.signals import task_postrun, task_prerun, worker_init

from plugin import logs, metering
from plugin.domain.score import Score, Unscorable
from plugin.queue import SCORE_RUN
from plugin.watch_settings import WatchSettings

log = logging.getLogger(__name__)
_SHORT = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)

_stages = metering.histogram("caveat_score_stage_seconds", "Parts of a scoring", "stage", bounds=_SHORT)
_texts = metering.counter("caveat_texts", "Texts by what came of them", "outcome")
_tokens = metering.counter("caveat_tokens", "Tokens of scored texts", "language")
_tasks = metering.histogram("caveat_task_seconds", "Tasks", "task", bounds=_SHORT)
_told = metering.counter("caveat_deliveries", "What was told to platforms, by their answer", "what", "answer")
_began: dict[str, float] = {}


def begin(watch: WatchSettings) -> None:
    """Counts from here on; serves once Celery has made up its mind to be a worker, before its processes start."""
    task_prerun.connect(_before, weak=False)
    task_postrun.connect(_after, weak=False)
    if watch.metrics_port:
        worker_init.connect(lambda **_: serve(watch.metrics_port, watch.metrics_token), weak=False)


def staged(name: str, seconds: float) -> None:
    _stages.labels(name).observe(seconds)


def judged(result: Score | Unscorable) -> None:
    is_scored = isinstance(result, Score)
    _texts.labels("scored" if is_scored else "unscorable").inc()
    if is_scored:
        _tokens.labels(result.language).inc(result.tokens)


def failed() -> None:
    _texts.labels("failed").inc()


def told(what: str, answer: str) -> None:
    _told.labels(what, answer).inc()


def serve(port: int, token: str) -> WSGIServer | None:
    """A port that is taken is no reason not to work."""
    try:
        server = make_server("", port, _app(token), _Server, _Silent)
    except OSError as error:
        log.error("no metrics at port %s: %s", port, error.strerror)
        return None
    metering.begin(metering.memory_folder())
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server


def _app(token: str) -> Any:
    def answer(environ: dict[str, Any], start: Any) -> list[bytes]:
        if not metering.is_known(environ.get("HTTP_AUTHORIZATION", ""), token):
            start("401 Unauthorized", [("WWW-Authenticate", 'Bearer realm="caveat-metrics"')])
            return [b"Send the token.\n"]
        start("200 OK", [("Content-Type", metering.CONTENT_TYPE)])
        return [metering.text()]

    return answer


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """As its base, which would ask the network for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "", self.server_address[1]
        self.setup_environ()


class _Silent(WSGIRequestHandler):
    timeout = 10  # seconds, for whoever connects and says nothing

    def log_message(self, *_: Any) -> None:
        """Each scrape would be a line."""


def _before(task_id: str = "", task: Any = None, args: Any = (), **_: Any) -> None:
    """Each task speaks of one row at most: its first argument."""
    row = {"run_id" if task.name == SCORE_RUN else "row_id": str(args[0])} if args else {}
    logs.belongs_to(task=task.name, task_id=task_id, **row)
    _began[task_id] = time.perf_counter()


def _after(task_id: str = "", task: Any = None, **_: Any) -> None:
    logs.belongs_to()
    began = _began.pop(task_id, None)
    if began is not None and task is not None:
        _tasks.labels(task.name).observe(time.perf_counter() - began)
