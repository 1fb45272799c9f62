"""The scorer compares each run with the calibration it was asked for, and takes up another one without a restart."""

import importlib
import sys
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from plugin.config import Settings
from plugin.domain.score import Reason, Unscorable
from plugin.services import calibrations
from plugin.services.audit import COMMAND
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Run
from tests.services.world import World, hand_in, make_world
from tests.web.admin.test_calibrations import MADE
from workers.entry import Base
from workers.scoring.calibration import CalibrationError


class Compared:
    """Notes which calibration was asked for; "gone" has no file."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def by(self, name: str) -> "Compared":
        self.asked.append(name)
        if name == "gone":
            raise CalibrationError("calibration_missing", "It cannot be read.", "Make it anew.")
        return self

    def score(self, *_: Any) -> tuple[Unscorable, tuple[()]]:
        return Unscorable(Reason.TOO_SHORT), ()


class Task:
    class request:  # noqa: N801 - as Celery's
        delivery_info: dict[str, Any] = {}


@pytest.fixture
def world(database: Database) -> World:
    with database.session() as session:
        calibrations.record(session, "ours", "en", MADE)
        calibrations.record(session, "gone", "en", MADE)
        return make_world(session)


@pytest.fixture
def compared() -> Compared:
    return Compared()


@pytest.fixture
def entry(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database, files: FileStore, compared: Compared
) -> ModuleType:
    for name, value in {"SECRET_KEY": settings.secret_key, "BASE_URL": settings.base_url,
                        "DATA_DIR": str(settings.data_dir), "REDIS_URL": settings.redis_url}.items():  # fmt: skip
        monkeypatch.setenv(f"CAVEAT_{name}", value)
    monkeypatch.delitem(sys.modules, "workers.scorer", raising=False)
    entry = importlib.import_module("workers.scorer")
    monkeypatch.setattr(entry, "base", lambda: Base(settings, database, files))
    monkeypatch.setattr(entry, "compared", lambda: compared)
    return entry


def scored(entry: ModuleType, database: Database, files: FileStore, world: World, detector: str) -> Run:
    with database.session() as session:
        run_id = hand_in(session, files, world, b"An essay of few words.", detector).run_id
    entry.score_run.run.__func__(Task(), str(run_id))
    with database.session() as session:
        return session.get_one(Run, run_id)


def choose(database: Database, settings: Settings, name: str) -> str:
    with database.session() as session:
        calibrations.use(session, settings, COMMAND, name)
        return calibrations.detector_id(session, settings)


def test_a_choice_holds_from_the_next_run_on_and_an_earlier_run_keeps_its_own(
    entry: ModuleType, database: Database, files: FileStore, world: World, settings: Settings, compared: Compared
) -> None:
    before, after = settings.detector_id, choose(database, settings, "ours")
    scored(entry, database, files, world, after)
    scored(entry, database, files, world, before)
    assert compared.asked == ["ours", ""]


def test_a_run_whose_calibration_is_not_known_any_more_is_compared_with_the_one_in_use(
    entry: ModuleType, database: Database, files: FileStore, world: World, settings: Settings, compared: Compared
) -> None:
    choose(database, settings, "ours")
    scored(entry, database, files, world, replace(settings, calibration="discarded").detector_id)
    assert compared.asked == ["ours"]


def test_a_calibration_that_cannot_be_read_fails_the_run_by_name_and_nothing_else_is_tried(
    entry: ModuleType, database: Database, files: FileStore, world: World, settings: Settings, compared: Compared
) -> None:
    run = scored(entry, database, files, world, choose(database, settings, "gone"))
    assert (run.state, run.reason) == ("failed", "calibration_missing")
    assert compared.asked == ["gone"]
