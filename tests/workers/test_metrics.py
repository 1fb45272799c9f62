"""What a worker counts, and who may read it."""

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from plugin import metering
from plugin.domain.score import Reason, Unscorable
from tests.platforms.server import free_port
from workers import metrics
from workers.scoring import stages

TOKEN = "a token of a test's own"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metering, "begin", lambda _: None)  # the tests are one process
        port = free_port()
        server = metrics.serve(port, TOKEN)
        assert server is not None
        yield f"http://127.0.0.1:{port}/metrics"
        server.shutdown()
        server.server_close()


def read(address: str, token: str) -> str:
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return str(answer.read().decode())


def test_what_came_of_texts_and_deliveries_is_served_to_the_token(address: str) -> None:
    metrics.judged(Unscorable(Reason.TOO_SHORT, 3))
    metrics.told("grade", "sent")
    metrics.staged("model", 0.2)
    told = read(address, TOKEN)
    assert 'caveat_texts_total{outcome="unscorable"}' in told
    assert 'caveat_deliveries_total{answer="sent",what="grade"}' in told
    assert 'caveat_score_stage_seconds_bucket{le="0.25",stage="model"}' in told


def test_nobody_else_reads_it(address: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="401"):
        read(address, "another")


def test_a_port_that_is_taken_keeps_no_worker_from_its_work(address: str) -> None:
    assert metrics.serve(int(address.split(":")[2].split("/")[0]), TOKEN) is None


def test_a_stage_within_another_counts_for_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, float]] = []
    ticks = iter([0.0, 1.0, 4.0, 10.0])
    monkeypatch.setattr(stages, "_listeners", [lambda name, seconds: told.append((name, seconds))])
    monkeypatch.setattr(stages.time, "perf_counter", lambda: next(ticks))
    with stages.stage("detectors"), stages.stage("model"):
        pass
    assert told == [("model", 3.0), ("detectors", 7.0)]
