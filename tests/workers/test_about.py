"""What a scorer tells of itself, and which calibration it says it compares with."""

import json
from pathlib import Path

from plugin.services import calibrations
from plugin.store.session import Database
from plugin.store.tables import Calibration
from tests.calibrating.conftest import scorer, tiny  # noqa: F401 - fixtures
from tests.scoring.conftest import _one_thread  # noqa: F401 - a fixture
from workers import about
from workers.scoring.compared import Compared
from workers.scoring.scorer import Scorer
from workers.scoring.scorers import Scorers


def test_it_tells_plain_facts_that_a_database_can_hold(scorer: Scorer) -> None:  # noqa: F811
    told = json.loads(json.dumps(about.scorer(Scorers(scorer, {}), ())))
    assert (told["device"], told["dtype"], told["window"], told["context"]) == ("cpu", "float32", 512, 1024)
    assert (told["calibration"], told["language"], told["unmeasured"]) == ("made-up", "en", [])
    assert told["memory"] > 10**6


def test_the_built_in_calibration_is_told_of_and_an_earlier_one_forgotten(
    scorer: Scorer,  # noqa: F811
    database: Database,
    tmp_path: Path,
) -> None:
    with database.session() as session:
        calibrations.record(session, "earlier", "en", {"kind": "built-in"})
    about.record_calibrations(database, scorer, Compared(scorer, "", tmp_path))
    with database.session() as session:
        row = session.query(Calibration).one()
    assert (row.name, row.state, row.facts["kind"]) == ("made-up", "ready", "built-in")
    assert [stratum["n"] for stratum in row.facts["strata"]] == [890, 400, 400, 90]
    assert [stratum["own"] for stratum in row.facts["strata"]] == [True, True, True, False]


def test_a_store_that_does_not_answer_keeps_nobody_from_scoring(scorer: Scorer, tmp_path: Path) -> None:  # noqa: F811
    about.record_calibrations(
        Database(f"sqlite:///{tmp_path / 'no-tables.db'}"), scorer, Compared(scorer, "", tmp_path)
    )


def test_languages_that_are_loaded_stay_so_whichever_calibration_is_asked_for(
    scorer: Scorer,  # noqa: F811
    tmp_path: Path,
) -> None:
    loads: list[str] = []

    def german() -> Scorer:
        loads.append("de")
        return scorer

    one = Scorers(scorer, {"de": german})
    other = one.beside(scorer)
    one._of("de")
    other._of("de")
    assert loads == ["de"]
