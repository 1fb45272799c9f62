"""What the courier does for asset processors: fetch a file, send a report, tell an answer to our terms.

Take, ask, record: no transaction is open while a platform is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from plugin.config import Settings
from plugin.domain.asset_report import AssetError
from plugin.domain.language import catalogue, speaking
from plugin.lms.connector import Connector, Download, ServiceError
from plugin.lms.eula import post_answer
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.reports import post_report
from plugin.lms.scopes import ASSETS
from plugin.queue import Bell
from plugin.services import assets, calibrations, eula, fetched, notices, report_sending
from plugin.services.assets import AssetWork
from plugin.services.fetched import Fetched
from plugin.services.tries import PATIENCE, SENT, Answer, Outcome, read_error
from plugin.store.files import FileStore
from plugin.store.session import Database

Told = tuple[Answer, float | None]
Connect = Callable[[Platform, SigningKey], Connector]
FETCHED = Answer(Outcome.SENT, "fetched")
OFFERED_ANEW = Answer(Outcome.RETRY, "offered_anew")
EULA_NOT_OFFERED = Answer(Outcome.REFUSED, "eula_not_offered")  # the platform named no address to tell the answer at


@dataclass(frozen=True)
class Processor:
    """The ways there, with what they need. Each returns the answer and the seconds until the next try, if any.
    `worker`: what this one is called in its beats."""

    settings: Settings
    database: Database
    files: FileStore
    connect: Connect
    bell: Bell
    worker: str | None = None

    def fetch(self, asset_id: UUID) -> Told | None:
        """None when there is nothing to fetch."""
        with self.database.session() as session:
            work = assets.take(session, asset_id, self.settings.secret_key, self.worker)
        if work is None:
            return None
        try:
            got = self.connect(work.platform, work.key).download(work.url, ASSETS, self.settings.max_upload)
        except ServiceError as error:
            return self._not_got(work, error)
        fault = assets.fault_of(work, got.content, got.content_type)
        return self._set_aside(work, fault, None) if fault else self._keep(work, got)

    def _not_got(self, work: AssetWork, error: ServiceError) -> Told:
        fault = assets.fault_of_answer(error)
        if fault is None:
            with self.database.session() as session:
                seconds = fetched.try_again(session, work, read_error(error))
            if seconds is not None:
                return read_error(error), seconds
        return self._set_aside(work, fault or AssetError.DOWNLOAD, error.status or None)

    def _set_aside(self, work: AssetWork, fault: AssetError, status: int | None) -> Told:
        with self.database.session() as session:
            done = fetched.set_aside(session, work, fault)
        return self._told(done, Answer(Outcome.REFUSED, fault.value, status))

    def _keep(self, work: AssetWork, got: Download) -> Told:
        with self.database.session() as session:
            detector_id = calibrations.detector_id(session, self.settings)
            done = fetched.keep(session, self.files, work, got.content, got.content_type, detector_id)
        return self._told(done, FETCHED)

    def _told(self, done: Fetched, answer: Answer) -> Told:
        if done.run_id:
            self.bell.handed_in(done.run_id, done.later)
        if done.report_id:
            self.bell.report(done.report_id)
        return (answer, None) if done.seconds is None else (OFFERED_ANEW, done.seconds)

    def send_report(self, report_id: UUID) -> Told | None:
        with speaking(catalogue(self.settings.language)), self.database.session() as session:
            work = report_sending.take(session, report_id, self.settings.secret_key)
        if work is None:
            return None
        connector = self.connect(work.platform, work.key)
        answer = _ask(lambda: post_report(connector, work.report_url, work.report))
        return answer, self.database.patiently(lambda session: report_sending.record(session, work, answer), PATIENCE)

    def send_eula_answer(self, answer_id: UUID) -> Told | None:
        with self.database.session() as session:
            work = eula.take(session, answer_id, self.settings.secret_key)
        if work is None:
            return None
        connector = self.connect(work.platform, work.key)
        answer = EULA_NOT_OFFERED
        if work.eula_url:
            answer = _ask(lambda: post_answer(connector, work.eula_url, work.answer))
        return answer, self.database.patiently(lambda session: eula.record(session, work, answer), PATIENCE)

    def subscribe(self, deployment_id: UUID) -> str:
        return notices.ensure_subscribed(self.database, self.settings, deployment_id) or "subscribed"


def _ask(ask: Callable[[], None]) -> Answer:
    try:
        ask()
    except ServiceError as error:
        return read_error(error)
    return SENT
