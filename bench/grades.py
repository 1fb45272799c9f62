"""Grades per second to a gradebook, beside a bare loop that posts the same scores and keeps no record.

    python -m bench.grades [--grades N] [--refused SHARE] [--faulty SHARE]

The platform is our strict double as Canvas, served on loopback by a process of its own. Ours looks at what stands in
the gradebook first, keeps three transactions a grade in a SQLite file, and sends again what was met by a fault; then
every grade is looked up in the platform's gradebook. The bare loop is one `requests.post` a grade on one connection.
"""

import argparse
import json
import multiprocessing
import tempfile
import time
from pathlib import Path
from typing import Any

import requests

from plugin.domain.reach import Reach
from plugin.lms.connector import Connector, TokenCache
from plugin.lms.gradebook import with_path_ending
from plugin.lms.outgoing import PlatformSession
from plugin.lms.scopes import SCORE
from plugin.store.files import FileStore
from plugin.store.migrate import migrate
from plugin.store.session import Database
from tests.conftest import PLATFORM_KEY
from tests.platforms.app import make_services_app
from tests.platforms.claims import lineitem_url
from tests.platforms.personality import CANVAS
from tests.platforms.platform import Platform
from tests.platforms.school import crowded_school
from tests.platforms.server import free_port, serve_in_thread
from tests.workers.batch import Batch, decide, states
from tests.workers.desk import SECRET, Desk, make_desk
from workers.gradebook import Gradebook

_TYPE = {"Content-Type": "application/vnd.ims.lis.v1.score+json", "Authorization": "Bearer bare"}


def serve(platform: Platform, port: int, ready: Any, done: Any, found: Any) -> None:
    """In a process of its own; says at the end what each student's cell holds."""
    with serve_in_thread(make_services_app(platform), port):
        ready.set()
        done.wait()
    cells = platform.school.column.cells
    found.put({sub: (cell.score, cell.posts, cell.comments) for sub, cell in cells.items()})


def with_platform(desk: Desk, work: Any) -> tuple[float, dict[str, Any]]:
    """Seconds that `work` took, and the gradebook after it."""
    fork = multiprocessing.get_context("fork")
    ready, done, found = fork.Event(), fork.Event(), fork.Queue()
    port = int(desk.platform.base_url.rsplit(":", 1)[1])
    process = fork.Process(target=serve, args=(desk.platform, port, ready, done, found))
    process.start()
    ready.wait()
    begun = time.perf_counter()
    work()
    seconds = time.perf_counter() - begun
    done.set()
    cells = found.get()
    process.join()
    return seconds, cells


def bare_loop(desk: Desk, marks: dict[str, float]) -> None:
    session = requests.Session()
    session.trust_env = False
    url = with_path_ending(lineitem_url(desk.platform, 1), "scores")
    for key, mark in marks.items():
        body = {
            "userId": desk.platform.school.person(key).sub, "timestamp": "2026-01-24T21:03:11.000Z",
            "activityProgress": "Completed", "gradingProgress": "FullyGraded", "scoreGiven": mark, "scoreMaximum": 20,
        }  # fmt: skip
        session.post(url, data=json.dumps(body), headers=_TYPE).raise_for_status()


def a_desk(folder: Path, grades: int) -> Desk:
    database = Database(f"sqlite:///{folder}/caveat.db")
    migrate(database)
    school = crowded_school(grades, CANVAS.subs)
    at = f"http://127.0.0.1:{free_port()}"
    desk = make_desk(database, FileStore(folder), CANVAS, PLATFORM_KEY, school, at)
    wire, tokens = PlatformSession(Reach(insecure=True)), TokenCache()
    desk.gradebook = Gradebook(database, lambda to, by: Connector(to, by, wire, tokens), SECRET, "https://tool.example")
    return desk


def wrong(batch: Batch, cells: dict[str, Any]) -> list[str]:
    """Students whose grade is not there exactly once, or whose refusal is not named."""
    ended, people = states(batch.desk), batch.desk.platform.school

    def right(key: str) -> bool:
        if key in batch.refused:
            return ended[key] == ("refused", "not_enrolled")
        there = cells.get(people.person(key).sub)
        return ended[key][0] == "sent" and there == (batch.marks[key], 1, [f"To {key}."])

    return [key for key in batch.marks if not right(key)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--grades", type=int, default=5000)
    parser.add_argument("--refused", type=float, default=0.03)
    parser.add_argument("--faulty", type=float, default=0.10)
    how = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        desk = a_desk(Path(folder), how.grades)
        desk.platform.tokens.issued["bare"] = (frozenset({SCORE}), time.time() + 3600)
        batch = decide(desk, 0, 0)
        seconds, _ = with_platform(desk, lambda: bare_loop(desk, batch.marks))
        print(f"bare loop: {how.grades} grades, {how.grades / seconds:.0f} a second")
    with tempfile.TemporaryDirectory() as folder:
        desk = a_desk(Path(folder), how.grades)
        batch = decide(desk, how.refused, how.faulty)
        began = time.process_time()
        seconds, cells = with_platform(desk, batch.send)
        spent = (time.process_time() - began) / how.grades
        print(f"ours: {how.grades} grades, {how.grades / seconds:.0f} a second, {1000 * spent:.1f} ms of a core each")
        print(f"answers: {dict(batch.tries)}")
        print(f"not exactly once, or not named: {len(wrong(batch, cells))} of {how.grades}")


if __name__ == "__main__":
    main()
