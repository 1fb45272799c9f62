"""Scorers that die, break or are asked to stop, as real processes at a real Redis."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest

from plugin.config import Settings
from plugin.queue import SCORE_QUEUE, Bell, broker_answers
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Run
from tests.chaos.worker import POISON
from tests.conftest import settings_in
from tests.databases import migrated
from tests.platforms.processes import redis_command
from tests.platforms.server import free_port
from tests.services.world import World, hand_in, make_world
from tests.workers.stand_in_scorer import BREAKS, SLOW

pytestmark = pytest.mark.server
LONGEST = 90.0  # seconds: a machine may be busy


@dataclass
class Place:
    settings: Settings
    database: Database
    world: World
    bell: Bell

    def hand_in(self, text: str) -> UUID:
        """Rung for."""
        with self.database.session() as session:
            files = FileStore(self.settings.files_dir)
            run_id = hand_in(session, files, self.world, text.encode(), self.settings.detector_id).run_id
        assert self.bell.score(run_id)
        return run_id

    def run(self, run_id: UUID) -> Run:
        with self.database.session() as session:
            return session.get_one(Run, run_id)

    def state(self, run_id: UUID) -> tuple[str, str | None]:
        run = self.run(run_id)
        return run.state, run.reason

    @contextmanager
    def scorer(self, *how: str) -> Iterator[subprocess.Popen[bytes]]:
        told = {"SECRET_KEY": self.settings.secret_key, "BASE_URL": self.settings.base_url, "STOP_SECONDS": "1",
                "DATA_DIR": str(self.settings.data_dir), "REDIS_URL": self.settings.redis_url}  # fmt: skip
        environment = os.environ | {f"CAVEAT_{name}": value for name, value in told.items()}
        command = [sys.executable, "-m", "tests.workers.stand_in_scorer", *how]
        with (self.settings.data_dir / "scorer.log").open("ab") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not until():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    command = redis_command(port, tmp_path_factory.mktemp("redis"))
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait(lambda: broker_answers(url))
    yield url
    process.kill()
    process.wait()


@pytest.fixture
def place(tmp_path: Path, redis_url: str) -> Iterator[Place]:
    settings = replace(settings_in(tmp_path), redis_url=redis_url)
    database = migrated(settings)
    with database.session() as session:
        world = make_world(session)
    yield Place(settings, database, world, Bell(redis_url))
    database.dispose()


def test_a_text_that_kills_its_worker_twice_is_set_aside_and_the_queue_goes_on(place: Place) -> None:
    before, poison, broken, after = (
        place.hand_in(f"{sentence} {n}") for n, sentence in enumerate(("Good.", POISON, BREAKS, "Good."))
    )
    with place.scorer():
        wait(lambda: all(place.run(one).finished for one in (before, poison, broken, after)))
    assert place.state(before) == place.state(after) == ("scored", None)
    assert place.state(poison) == place.state(broken) == ("failed", "worker_lost")


def test_a_scorer_gives_way_to_the_web_and_when_asked_to_stop_gives_back_what_it_cannot_finish(place: Place) -> None:
    """systemd asks all processes of a service, unless its unit says otherwise (systemd.kill, KillMode)."""
    run_id = place.hand_in(SLOW)
    with place.scorer() as process:
        wait(lambda: place.run(run_id).state == "running")
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 10
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(LONGEST) == 0
    run = place.run(run_id)
    assert (run.state, run.attempts) == ("queued", 0)
    assert place.bell.waiting(SCORE_QUEUE) == 1  # and it is rung for


def test_a_scorer_whose_model_cannot_be_used_fails_no_text_and_ends(place: Place) -> None:
    run_id = place.hand_in("Good.")
    with place.scorer("broken") as process:
        assert process.wait(LONGEST) != 0
    assert place.state(run_id) == ("queued", None)
