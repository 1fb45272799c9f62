"""Everything that Caveat is made of, as an institution runs it, each part a process of its own under a supervisor."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from plugin.lms.platform import Platform
from plugin.services import platforms
from plugin.store.migrate import migrate
from plugin.store.session import Database
from tests.chaos.lms import Lms, lms
from tests.chaos.supervisor import Service, Supervisor
from tests.platforms.processes import redis_command
from tests.platforms.server import free_port
from tests.postgres import cluster, postgres_url

START_SECONDS = 600  # on a machine that does much else
WORKER = [sys.executable, "-m", "tests.chaos.worker"]
CAVEAT = [sys.executable, "-c", "import sys; from plugin.cli import main; sys.exit(main())"]


@dataclass
class House:
    tool_url: str
    lms: Lms
    supervisor: Supervisor
    environment: dict[str, str]
    database: Database

    @property
    def data(self) -> Path:
        return Path(self.environment["CAVEAT_DATA_DIR"])


@contextmanager
def house(folder: Path, students: int, think: float | None) -> Iterator[House]:
    """Up, migrated, registered and ready; gone at the end. `think`: seconds that a stand-in for the language model
    takes; None for the embedded model."""
    with ExitStack() as stack:
        postgres = stack.enter_context(cluster())
        environment = _environment(folder, postgres_url("127.0.0.1", postgres.port, "postgres"))
        platform = stack.enter_context(lms(students, environment["CAVEAT_BASE_URL"]))
        supervisor = Supervisor(folder / "logs")
        stack.callback(supervisor.stop)
        supervisor.add(Service("postgres", postgres.command, os.environ, postgres.user))
        postgres.wait()
        database = Database(environment["CAVEAT_DATABASE_URL"])
        stack.callback(database.dispose)
        migrate(database)
        _register(database, platform)
        _start(supervisor, environment, folder, think)
        found = House(environment["CAVEAT_BASE_URL"], platform, supervisor, environment, database)
        _wait_ready(found)
        yield found


def _environment(folder: Path, database_url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAVEAT_")}
    return kept | {
        "CAVEAT_DATA_DIR": str(folder / "data"),
        "CAVEAT_SECRET_KEY": "a secret of the chaos, long enough to be one",
        "CAVEAT_BASE_URL": f"http://localhost:{free_port()}",
        "CAVEAT_DATABASE_URL": database_url,
        "CAVEAT_REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "CAVEAT_INSECURE_PLATFORMS": "1",
        "CAVEAT_SWEEP_SECONDS": "5",
        "PYTHONUNBUFFERED": "1",
    }


def _start(supervisor: Supervisor, environment: dict[str, str], folder: Path, think: float | None) -> None:
    redis = int(environment["CAVEAT_REDIS_URL"].rsplit(":", 1)[1].split("/")[0])
    address = environment["CAVEAT_BASE_URL"].removeprefix("http://")
    for name, command in (
        ("redis", redis_command(redis, folder / "redis")),
        ("scorer", [*CAVEAT, "scorer"] if think is None else [*WORKER, "scorer", "--think", str(think)]),
        ("courier", [*WORKER, "courier"]),
        ("web", [*CAVEAT, "web", "--bind", address]),
    ):
        supervisor.add(Service(name, command, environment))


def _register(database: Database, lms: Lms) -> None:
    values = lms.platform.registration()
    deployment = values.pop("deployment_id")
    with database.session() as session:
        platforms.register(session, Platform(**values), [deployment])


def _wait_ready(house: House) -> None:
    """The web answers, and both workers have said that they are alive."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if set(_workers(house)) == {"score", "courier"}:
            return
        time.sleep(0.2)
    raise RuntimeError(f"not ready after {START_SECONDS} s; see {house.supervisor.logs}")


def _workers(house: House) -> dict[str, int]:
    try:
        told: dict[str, int] = requests.get(house.tool_url + "/health/ready", timeout=5).json()["workers"]
    except (requests.RequestException, ValueError):
        return {}
    return told
