"""A run scored with a calibration that the latest submissions do not fit says so; so do the doctor and the command."""

import importlib
import sys
from types import ModuleType
from uuid import UUID

import pytest

from plugin.cli import main
from plugin.config import Settings
from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.score import Reason, Score, Unscorable
from plugin.services import runs
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Run
from tests.services.test_drift import crowded, record, score_of
from tests.services.world import World, hand_in, make_world
from workers import doctor
from workers.entry import Base
from workers.judge import Judgement

FIRST, LAST = Caveat(Code.NOT_EVIDENCE, Severity.STOP), Caveat(Code.MIXED_TEXT, Severity.NOTE)


@pytest.fixture
def world(database: Database) -> World:
    with database.session() as session:
        return make_world(session)


@pytest.fixture
def scorer(monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database, files: FileStore) -> ModuleType:
    monkeypatch.setenv("CAVEAT_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("CAVEAT_BASE_URL", settings.base_url)
    monkeypatch.setenv("CAVEAT_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("CAVEAT_DATABASE_URL", settings.database_url)
    monkeypatch.delitem(sys.modules, "workers.scorer", raising=False)
    entry = importlib.import_module("workers.scorer")
    monkeypatch.setattr(entry, "base", lambda: Base(settings, database, files))
    return entry


def finished(
    scorer: ModuleType, database: Database, files: FileStore, world: World, result: Score | Unscorable
) -> list[str]:
    with database.session() as session:
        run_id: UUID = hand_in(session, files, world).run_id
        runs.claim(session, run_id)
    scorer._finish(str(run_id), Judgement(result, (FIRST, LAST) if isinstance(result, Score) else (), "text"))
    with database.session() as session:
        return [caveat.code for caveat in session.get_one(Run, run_id).caveats]


def test_a_run_under_a_calibration_that_drifted_says_so_in_its_place(
    scorer: ModuleType, database: Database, files: FileStore, world: World
) -> None:
    record(database, files, world, crowded(120))
    assert finished(scorer, database, files, world, score_of(500)) == ["not_evidence", "drift", "mixed_text"]


def test_a_run_under_another_calibration_does_not(
    scorer: ModuleType, database: Database, files: FileStore, world: World
) -> None:
    record(database, files, world, crowded(120))
    assert finished(scorer, database, files, world, score_of(500, "b2")) == ["not_evidence", "mixed_text"]


def test_a_run_without_a_score_has_no_rates_to_withdraw(
    scorer: ModuleType, database: Database, files: FileStore, world: World
) -> None:
    record(database, files, world, crowded(120))
    assert finished(scorer, database, files, world, Unscorable(Reason.TOO_SHORT)) == []


def test_the_doctor_names_a_calibration_that_drifted(
    settings: Settings, database: Database, files: FileStore, world: World
) -> None:
    assert doctor._drift(settings) == "no run was scored yet"
    record(database, files, world, [score_of(500, "fine")])
    assert doctor._drift(settings) == "none seen in 1 calibrations in use"
    record(database, files, world, crowded(120))
    with pytest.raises(doctor.Ailment, match="do not fit cal-a1$"):
        doctor._drift(settings)


def test_the_command_prints_the_state_of_each_calibration_in_use(
    scorer: ModuleType, database: Database, files: FileStore, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["admin", "drift"]) == 0
    record(database, files, world, [*[score_of(999 - n * 8, "fine") for n in range(125)], *crowded(120)])
    assert main(["admin", "drift"]) == 1
    said = capsys.readouterr().out
    assert "No run was scored yet." in said
    assert "cal-a1 (sha256 a1…): DRIFTED" in said
    assert "cal-fine (sha256 fine…): no drift seen" in said
    assert "not tested, under 100 p-values above .5" in said
