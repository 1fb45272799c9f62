"""Requests counted, and what a monitor may read at /metrics with a token. No address is told, for it holds ids."""

import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, abort, g, request
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from plugin import metering
from plugin.queue import broker_answers
from plugin.services import measures, worker_beats
from plugin.store.session import Database
from plugin.web.parts import parts

blueprint = Blueprint("metrics", __name__)
_METHODS = ("GET", "POST", "HEAD", "OPTIONS")
_BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

_requests = metering.counter("caveat_web_requests", "Requests answered", "endpoint", "method", "status")
_seconds = metering.histogram("caveat_web_request_seconds", "Until the answer began", "endpoint", bounds=_BOUNDS)


@blueprint.get("/metrics")
def show() -> Response:
    token = parts().settings.watch.metrics_token
    if not token:
        abort(404)
    if not metering.is_known(request.headers.get("Authorization", ""), token):
        return Response("Send the token.\n", 401, {"WWW-Authenticate": 'Bearer realm="caveat-metrics"'})
    told = metering.text(Tables(parts().database, parts().settings.redis_url))
    return Response(told, content_type=metering.CONTENT_TYPE)


def install(app: Flask) -> None:
    """First of all that is done with a request, and the last."""
    app.before_request(_begin)
    app.after_request(_count)


class Tables(Collector):
    """What the tables say at the moment when it is asked. Where they do not answer, that is what is told."""

    def __init__(self, database: Database, redis_url: str):
        self._database, self._redis_url = database, redis_url

    def collect(self) -> Iterator[Metric]:
        try:
            with self._database.session(lasting=False) as session:
                found = list(measures.read(session))
        except Exception:  # noqa: BLE001 - any failure at all means no
            found = []
        version = measures.Measure("caveat_build", "Version", ("version",), [((worker_beats.own_version(),), 1)])
        up = measures.Measure("caveat_database_up", "Does the database answer?", (), [((), bool(found))])
        broker = measures.Measure("caveat_broker_up", "Does Redis answer?", (), [((), broker_answers(self._redis_url))])
        yield from map(_family, (version, up, broker, *found))


def _family(measure: measures.Measure) -> Metric:
    family = GaugeMetricFamily(measure.name, measure.words, labels=measure.labels)
    for values, number in measure.rows:
        family.add_metric(values, number)
    return family


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    """What no route answers shares one name: whoever guesses addresses makes no metric of each."""
    endpoint = request.endpoint or "none"
    method = request.method if request.method in _METHODS else "other"
    _requests.labels(endpoint, method, str(response.status_code)).inc()
    _seconds.labels(endpoint).observe(time.perf_counter() - g.get("began", time.perf_counter()))
    return response
