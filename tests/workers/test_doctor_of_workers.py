"""The doctor tells whether somebody scores, of the right version, and whether somebody sweeps."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plugin.config import Settings
from plugin.services import calibrations, sweeping, worker_beats
from plugin.services.audit import COMMAND
from plugin.store.session import Database
from tests.web.admin.test_calibrations import MADE
from workers import doctor
from workers.scoring.calibration import CalibrationError

LONG = 3 * worker_beats.IDLE.total_seconds() + 60


def beat(database: Database, queue: str, **facts: Any) -> None:
    with database.session() as session:
        worker_beats.beat(session, f"{queue}@here/1", queue, datetime.now(UTC), facts)


@pytest.fixture
def well(database: Database, settings: Settings) -> Database:
    beat(database, "score", detector_id=settings.detector_id, scored_ago=20)
    beat(database, "courier", state="ready")
    with database.session() as session:
        sweeping.begin(session, timedelta(minutes=1))
    return database


def test_a_house_at_work_is_well(well: Database, settings: Settings) -> None:
    assert doctor._workers(settings) == "1 scorers and 1 couriers at work"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": "loading"}, "no scorer has its model loaded yet"),
        ({"scored_ago": LONG}, "no scorer has scored a text for long"),
        ({"scored_ago": 1, "detector_id": "caveat-1/another"}, "a scorer works as caveat-1/another"),
    ],
)
def test_what_is_wrong_with_a_scorer_is_named(
    well: Database, settings: Settings, facts: dict[str, Any], words: str
) -> None:
    beat(well, "score", **facts)
    with pytest.raises(doctor.Ailment, match=words):
        doctor._workers(settings)


def test_nobody_at_work_and_nobody_who_sweeps_are_found(database: Database, settings: Settings) -> None:
    with pytest.raises(doctor.Ailment, match="no scorer is alive"):
        doctor._workers(settings)
    beat(database, "score", detector_id=settings.detector_id, scored_ago=20)
    beat(database, "courier")
    with pytest.raises(doctor.Ailment, match="nobody sweeps"):
        doctor._workers(settings)


class Compared:
    """In place of one model beside many calibrations; "gone" has no file."""

    tried: list[str] = []

    def __init__(self, *_: object):
        self.name = ""

    def by(self, name: str) -> "Compared":
        if name == "gone":
            raise CalibrationError("calibration_missing", "It cannot be read.", "Make it anew.")
        self.name = name
        return self

    def warm_up(self) -> None:
        self.tried.append(self.name)


def choose(database: Database, settings: Settings, name: str) -> None:
    with database.session() as session:
        calibrations.record(session, name, "en", MADE)
        calibrations.use(session, settings, COMMAND, name)


def test_the_calibration_that_an_administrator_chose_is_tried(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.scoring.compared.Compared", Compared)
    model: Any = object()
    assert doctor._try_chosen(model, settings) == ""
    choose(database, settings, "ours")
    assert doctor._try_chosen(model, settings) == ", compared with ours"
    assert Compared.tried == ["ours"]
    choose(database, settings, "gone")
    with pytest.raises(doctor.Ailment, match=r"gone: It cannot be read\."):
        doctor._try_chosen(model, settings)
