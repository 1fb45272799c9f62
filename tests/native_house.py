"""A tool and a Canvas whose students hand in natively, with the courier and a scorer without a model called by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.reach import Reach
from plugin.domain.score import Reason, Score, Unscorable
from plugin.lms.connector import Connector, TokenCache
from plugin.lms.outgoing import PlatformSession
from plugin.services import notices, runs
from plugin.store.files import FileStore
from plugin.store.migrate import migrate
from plugin.store.queries import assets, waiting
from plugin.store.session import Database
from plugin.store.tables import Asset, AssetReport, Assignment, Deployment, EulaAnswer, Run
from tests.conftest import House, house_of, settings_in
from tests.domain.examples import example_score
from tests.platforms import native
from tests.platforms.browser import Browser
from tests.platforms.native import NativeAsset, NativeSubmission
from tests.platforms.personality import CANVAS
from workers.processor import Processor

ESSAY = b"An essay about a place that changed, and about the people who stayed. " * 40
CAVEATS = (
    Caveat(Code.NOT_EVIDENCE, Severity.STOP),
    Caveat(Code.FALSE_FLAGS, Severity.STOP, {"alpha": 0.05, "bound": 0.062, "reference_n": 1204}),
)


class Quiet:
    """A bell that nobody hears: the tests call the courier themselves."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_: True


@dataclass
class NativeHouse:
    house: House
    courier: Processor

    @property
    def platform(self) -> Any:
        return self.house.platform

    @property
    def database(self) -> Database:
        return self.house.database

    def person(self, key: str) -> Any:
        return self.platform.school.person(key)

    def open(self, path: str) -> Browser:
        browser = Browser()
        browser.open(self.platform.base_url + path)
        return browser

    def hand_in(self, key: str = "mei", *contents: bytes, notify: bool = True) -> NativeSubmission:
        files = [
            NativeAsset(f"as-{next(_NUMBERS)}", content, "text/plain", f"essay-{number}.txt")
            for number, content in enumerate(contents or (ESSAY,), 1)
        ]
        return native.hand_in(self.platform, self.person(key), *files, notify=notify)

    def deliver(self, *told: Any) -> Any:
        """Notices to the tool's own address, whether it subscribed or not."""
        return native.deliver(self.platform, *told, handler=self.house.settings.base_url + "/lti/notices")

    def assets(self) -> list[Asset]:
        with self.database.session() as session:
            return list(session.scalars(select(Asset).order_by(Asset.created)))

    def asset(self, lti_id: str) -> Asset:
        with self.database.session() as session:
            return session.scalars(select(Asset).where(Asset.lti_asset_id == lti_id)).one()

    def assignment(self, **changes: Any) -> Assignment:
        """That of the processor which is attached."""
        with self.database.session() as session:
            own = Assignment.lti_activity_id == native.ACTIVITY["id"]
            row = session.scalars(select(Assignment).where(own).order_by(Assignment.created)).first()
            assert row is not None
            for name, value in changes.items():
                setattr(row, name, value)
            return row

    def deployment_id(self) -> UUID:
        with self.database.session() as session:
            return session.scalars(select(Deployment.id)).one()

    def subscribe(self) -> str | None:
        return notices.ensure_subscribed(self.database, self.house.settings, self.deployment_id())

    def fetch(self) -> list[str]:
        """What waits is fetched; the codes of the answers."""
        return [done[0].code for row in self._due(Asset) if (done := self.courier.fetch(row))]

    def report(self) -> list[str]:
        return [done[0].code for row in self._due(AssetReport) if (done := self.courier.send_report(row))]

    def tell_answers(self) -> list[str]:
        return [done[0].code for row in self._due(EulaAnswer) if (done := self.courier.send_eula_answer(row))]

    def _due(self, table: Any) -> list[UUID]:
        now = datetime.now(UTC)
        with self.database.session() as session:
            session.execute(update(table).values(next_try=None, leased=None))
            return waiting.due(session, table, now + timedelta(seconds=1), table.created)

    def score(self, result: Score | Unscorable | Reason | None = None) -> list[UUID]:
        """Every queued run ends like this."""
        result = Unscorable(result) if isinstance(result, Reason) else result or example_score()
        with self.database.session() as session:
            waiting = [run.id for run in session.scalars(select(Run).where(Run.state == "queued"))]
        for run_id in waiting:
            with self.database.session() as session:
                runs.claim(session, run_id)
            with self.database.session() as session:
                runs.finish(session, run_id, result, CAVEATS, None)
        return waiting

    def told(self, asset_id: str) -> dict[str, Any]:
        """The newest report beside a file."""
        return self.platform.native.reports[asset_id]

    def all_the_way(self, key: str = "mei", *contents: bytes) -> NativeSubmission:
        """Handed in, fetched, scored, reported."""
        done = self.hand_in(key, *contents)
        self.fetch()
        self.score()
        self.report()
        return done

    def run_of(self, asset_id: str) -> Run:
        with self.database.session() as session:
            run = assets.newest_run(session, self.asset(asset_id).document_id)
            assert run is not None
            return run


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


_NUMBERS = _numbers()


@contextmanager
def native_house(folder: Path) -> Iterator[NativeHouse]:
    """One launch has told the tool where notices are asked for, and it has asked."""
    settings = settings_in(folder)
    database, files = Database(settings.database_url), FileStore(settings.files_dir)
    migrate(database)
    tokens = TokenCache()
    with house_of(CANVAS, settings, database, files) as house:
        courier = Processor(
            settings,
            database,
            files,
            lambda at, by: Connector(at, by, PlatformSession(Reach(insecure=True)), tokens),
            Quiet(),  # type: ignore[arg-type]
        )
        made = NativeHouse(house, courier)
        house.launch("teacher")
        yield made
    database.dispose()
