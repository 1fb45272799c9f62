"""How long pages take and how much they weigh: the class page of a large class, the report of a long text, each beside
a page of the same application that shows nothing of anybody.

    python -m bench.pages [--students N] [--words N] [--rounds N]

PostgreSQL from the wheel pgserver, on the same cores. A page is one GET handed to the WSGI application in this process,
with the guard of the visit; the network is not counted. Rounds alternate; each line is the median with the least and
the most. "Processor" is this process's own time: what the database spends is in the clock's time alone.
"""

import argparse
import gzip
import random
import statistics
import tempfile
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from plugin.config import Settings
from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.score import Band, Direction, Score, Sentence, Span
from plugin.services import platforms, runs
from plugin.services.tokens import hashed
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Assignment, Membership, Run, Visit
from plugin.web import browser
from plugin.web.app import create_app
from tests.databases import new_postgres, postgres_template
from tests.domain.examples import example_score
from tests.postgres import postgres
from tests.services.pupils import handed_in, listed, marked, replied
from tests.services.world import SECRET, World, make_world

_SENTENCE = "The harbour had changed since the summer when the last of the boats was sold to a man from the city. "
_CAVEATS = (
    Caveat(Code.NOT_EVIDENCE, Severity.STOP),
    Caveat(Code.FALSE_FLAGS, Severity.CAUTION, {"alpha": 0.05, "bound": 0.062, "reference_n": 1204}),
)


@dataclass
class Page:
    name: str
    address: str
    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    body: bytes = b""

    def forget(self) -> None:
        self.clock.clear()
        self.processor.clear()

    def fetch(self, client: FlaskClient) -> None:
        clock, processor = time.perf_counter(), time.process_time()
        answer = client.get(self.address, base_url="https://tool.example")
        self.clock.append(1000 * (time.perf_counter() - clock))
        self.processor.append(1000 * (time.process_time() - processor))
        assert answer.status_code == 200, (self.address, answer.status_code)
        self.body = answer.data


def make_class(session: Session, world: World, students: int) -> None:
    """Nine in ten handed in; half of those have marks, and some replied."""
    random.seed(1)
    for number in range(students):
        person = listed(session, world.assignment_id, f"Student No. {number}")
        if number % 10 == 9:
            continue
        band = random.choices([Band.UNREMARKABLE, Band.ELEVATED, Band.STRONG, Band.CANNOT_TELL], [85, 4, 1, 10])[0]
        run = handed_in(session, world.assignment_id, person, band, at_or_above=random.randint(0, 1204))
        if number % 2:
            marked(session, run, 12, "sent")
        if number % 12 == 0:
            replied(session, run)


def make_report(session: Session, files: FileStore, world: World, words: int) -> UUID:
    """A text of so many words with a dozen passages that stand out."""
    count = -(-words // len(_SENTENCE.split()))
    text = "".join(_SENTENCE + ("\n\n" if number % 6 == 5 else "") for number in range(count))
    run = handed_in(session, world.assignment_id, listed(session, world.assignment_id, "Longwriter"), state="queued")
    runs.claim(session, run.id)
    runs.finish(session, run.id, _long_score(text), _CAVEATS, files.put(text.encode()))
    return UUID(str(run.id))


def _long_score(text: str) -> Score:
    starts = [start for start in range(0, len(text) - len(_SENTENCE), len(_SENTENCE) + 1)]
    sentences = tuple(Sentence(start, start + len(_SENTENCE) - 1, 24, 2.0 + start % 7 / 3) for start in starts)
    ways = (Direction.MACHINE, Direction.HUMAN)
    spans = tuple(
        Span(start, start + 260, ways[number % 2], 46, 60, -1.9, 2.1, 3.9, 0.04, 0.6, 0.5, ("perplexity",), 3)
        for number, start in enumerate(starts[4 :: max(len(starts) // 12, 1)])
    )
    score: Score = replace(example_score(), spans=spans, sentences=sentences, words=len(text.split()))
    return score


def look_at_the_tables(database: Database) -> None:
    """As autovacuum does within a minute of so many new rows."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def open_visit(session: Session, world: World) -> tuple[str, UUID]:
    """The browser's secret, and the visit of the world's teacher."""
    secret = browser.new_secret()
    member = session.query(Membership).filter_by(person_id=world.teacher_id).one()
    visit = Visit(
        browser_hash=hashed(secret), membership_id=member.id, assignment_id=world.assignment_id,
        expires=datetime.now(UTC) + timedelta(hours=1), purpose="assignment", facts={},
    )  # fmt: skip
    session.add(visit)
    session.flush()
    return secret, visit.id


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--words", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=21)
    asked = parser.parse_args()
    with postgres() as server, tempfile.TemporaryDirectory() as folder:
        url = new_postgres(server, postgres_template(server))
        settings = Settings(
            data_dir=Path(folder), secret_key=SECRET, base_url="https://tool.example", database_url=url,
            redis_url="redis://127.0.0.1:1/0",
        )  # fmt: skip
        database = Database(url)
        with database.session() as session:
            platforms.ensure_key(session, SECRET)
            world = make_world(session)
            make_class(session, world, asked.students)
            run_id = make_report(session, FileStore(settings.files_dir), world, asked.words)
            session.get_one(Assignment, world.assignment_id).due = datetime.now(UTC)
            secret, visit_id = open_visit(session, world)
            assert session.query(Run).count()
        look_at_the_tables(database)
        app = create_app(settings)
        client = app.test_client()
        client.set_cookie(browser.COOKIE, secret, domain="tool.example", secure=True)
        here = f"/visits/{visit_id}"
        pages = [
            Page("baseline: help", f"{here}/help"),
            Page(f"class, {asked.students:,} students, by name", f"{here}/class"),
            Page("the same, strongest band first", f"{here}/class?sort=band&down=1&work=read"),
            Page("the same, last page", f"{here}/class?page=99"),
            Page(f"report, {asked.words:,} words", f"{here}/reports/{run_id}"),
        ]
        for number in range(asked.rounds + 2):
            for page in pages:
                page.fetch(client)
                if number < 2:  # statements and templates are made
                    page.forget()
        tell(pages)
        database.dispose()
        app.extensions["caveat"].database.dispose()  # a server that has visitors does not stop


def tell(pages: list[Page]) -> None:
    base = statistics.median(pages[0].clock)
    print(
        "| page | ms by the clock | ms of a core | times the baseline | kB raw | kB gzip |\n|---|---|---|---|---|---|"
    )
    for page in pages:
        ratio = statistics.median(page.clock) / base
        weight = f"{len(page.body) / 1000:.0f} | {len(gzip.compress(page.body)) / 1000:.1f}"
        print(f"| {page.name} | {_told(page.clock)} | {_told(page.processor)} | {ratio:.1f} | {weight} |")


def _told(values: list[float]) -> str:
    return f"{statistics.median(values):.0f} [{min(values):.0f}, {max(values):.0f}]"


if __name__ == "__main__":
    main()
