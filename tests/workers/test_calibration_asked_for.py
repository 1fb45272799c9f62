"""The scorer compares each run with the calibration it was asked for, and takes up another one without a restart."""

import importlib
import sys
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest

from plugin.config import Settings
from plugin.domain.score import Reason, Unscorable
from plugin.services import calibrations, worker_beats
from plugin.services.audit import COMMAND
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Run, WorkerBeat
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
    entry.score_run.run(str(run_id))
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


@pytest.mark.parametrize("other", [{"calibration": "discarded"}, {"model": "an/earlier-one"}])
def test_a_run_of_a_version_that_is_gone_is_taken_over_by_the_one_at_work_and_says_so(
    entry: ModuleType,
    database: Database,
    files: FileStore,
    world: World,
    settings: Settings,
    compared: Compared,
    other: dict[str, str],
) -> None:
    now = choose(database, settings, "ours")
    run = scored(entry, database, files, world, replace(settings, **other).detector_id)
    assert compared.asked == ["ours"]
    assert (run.state, run.detector_id) == ("unscorable", now)


def test_a_run_is_left_to_a_scorer_of_its_version_while_one_is_alive(
    entry: ModuleType, database: Database, files: FileStore, world: World, settings: Settings, compared: Compared
) -> None:
    theirs = replace(settings, model="an/earlier-one").detector_id
    with database.session() as session:
        worker_beats.beat(session, "score@there/1", "score", datetime.now(UTC), {"reads": [theirs]})
    run = scored(entry, database, files, world, theirs)
    assert (run.state, run.detector_id, run.attempts, compared.asked) == ("queued", theirs, 0, [])
    with database.session() as session:
        session.query(WorkerBeat).delete()
    entry.score_run.run(str(run.id))
    assert compared.asked == [""]


def test_a_run_of_an_earlier_version_is_not_read_again_where_the_one_at_work_has_read_the_text(
    entry: ModuleType, database: Database, files: FileStore, world: World, settings: Settings, compared: Compared
) -> None:
    done = scored(entry, database, files, world, settings.detector_id)
    earlier = replace(settings, model="an/earlier-one").detector_id
    with database.session() as session:
        again = Run(submission_id=done.submission_id, document_id=done.document_id, detector_id=earlier)
        session.add(again)
        session.flush()
        run_id = again.id
    entry.score_run.run(str(run_id))
    with database.session() as session:
        assert session.get_one(Run, run_id).reason == "read_since"
    assert compared.asked == [""]


def test_a_full_disk_and_a_folder_that_is_away_put_a_text_off_and_fail_it_for_nothing(
    entry: ModuleType, database: Database, files: FileStore, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.session() as session:
        run_id = hand_in(session, files, world, b"An essay of few words.").run_id
    for method, trouble in (("put", OSError(28, "No space left on device")), ("get", FileNotFoundError())):

        def fail(*_: Any, trouble: OSError = trouble) -> bytes:
            raise trouble

        monkeypatch.setattr(FileStore, method, fail)
        entry.score_run.run(str(run_id))
        with database.session() as session:
            run = session.get_one(Run, run_id)
        assert (run.state, run.attempts) == ("queued", 0)
    assert run.put_off == 2


def test_a_calibration_that_cannot_be_read_fails_the_run_by_name_and_nothing_else_is_tried(
    entry: ModuleType, database: Database, files: FileStore, world: World, settings: Settings, compared: Compared
) -> None:
    run = scored(entry, database, files, world, choose(database, settings, "gone"))
    assert (run.state, run.reason) == ("failed", "calibration_missing")
    assert compared.asked == ["gone"]
