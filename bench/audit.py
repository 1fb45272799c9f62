"""What the one lock of the audit log costs on PostgreSQL, beside the same transactions that note nothing.

    python -m bench.audit [--transactions N] [--threads N]

A transaction updates a row of its own and commits to the disk (fsync on); the audited one notes that last, as the
services do. All in turn, three rounds. PostgreSQL comes from the wheel pgserver and runs on the same cores.
"""

import argparse
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from plugin.services import audit
from plugin.services.audit import Actor
from plugin.store.migrate import migrate
from plugin.store.session import Database
from plugin.store.tables import Person
from tests.postgres import cluster, postgres_url
from tests.services.world import make_world

_ROUNDS = 3


@contextmanager
def on_postgres() -> Iterator[Database]:
    with cluster() as ready:
        command = [*ready.command, "-c", "fsync=on"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=ready.user)
        try:
            ready.wait()
            database = Database(postgres_url("127.0.0.1", ready.port, "postgres"))
            migrate(database)
            yield database
            database.dispose()
        finally:
            server.terminate()
            server.wait()


def with_people(database: Database, count: int) -> list[UUID]:
    with database.session() as session:
        registration = session.get_one(Person, make_world(session).student_id).registration_id
        people = [Person(registration_id=registration, lti_sub=f"p{number}") for number in range(count)]
        session.add_all(people)
        session.flush()
        return [person.id for person in people]


def plain(session: Session, person_id: UUID) -> None:
    session.execute(update(Person).where(Person.id == person_id).values(name=uuid4().hex))


def audited(session: Session, person_id: UUID) -> None:
    plain(session, person_id)
    audit.note(session, Actor("staff", person_id), "mark.returned", subject_id=person_id)


def timed(database: Database, work: Callable[[Session, UUID], None], people: list[UUID], total: int) -> list[float]:
    """[transactions a second, ms of the median one, ms of the 95th in 100], each thread on a row of its own."""

    def thread(person_id: UUID) -> list[float]:
        took = []
        for _ in range(total // len(people)):
            begun = time.perf_counter()
            with database.session() as session:
                work(session, person_id)
            took.append(time.perf_counter() - begun)
        return took

    begun = time.perf_counter()
    with ThreadPoolExecutor(len(people)) as threads:
        took = sorted(one for each in threads.map(thread, people) for one in each)
    seconds = time.perf_counter() - begun
    return [len(took) / seconds, median(took) * 1000, took[int(len(took) * 0.95)] * 1000]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--transactions", type=int, default=400)
    parser.add_argument("--threads", type=int, default=8)
    arguments = parser.parse_args()
    with on_postgres() as database:
        people = with_people(database, arguments.threads)
        print("| transactions | threads | a second | median, ms | 95th in 100, ms |\n|---|---|---|---|---|")
        for _ in range(_ROUNDS):
            for work in (plain, audited):
                for some in (people[:1], people):
                    found = timed(database, work, some, arguments.transactions)
                    print(f"| {work.__name__} | {len(some)} | " + " | ".join(f"{value:.0f}" for value in found) + " |")
    print("load at the end:", Path("/proc/loadavg").read_text().split()[0])


if __name__ == "__main__":
    main()
