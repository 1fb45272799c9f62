"""The doctor tells whether somebody scores, of the right version, and whether somebody sweeps."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plugin.config import Settings
from plugin.services import sweeping, worker_beats
from plugin.store.session import Database
from workers import doctor

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
