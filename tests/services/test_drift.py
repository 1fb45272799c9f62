"""The latest runs, looked at calibration by calibration."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from plugin.domain.caveats import Code
from plugin.domain.score import Rank, Score
from plugin.services import drift, runs
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Person
from tests.domain.examples import example_score
from tests.services.world import World, hand_in, make_world

N = 999


@pytest.fixture
def world(database: Database) -> World:
    with database.session() as session:
        return make_world(session)


def score_of(at_or_above: int, sha256: str = "a1") -> Score:
    score = example_score()
    calibration = replace(score.calibration, id=f"cal-{sha256}", sha256=sha256, reference_n=N)
    return replace(score, rank=Rank(at_or_above, N), calibration=calibration)


def record(
    database: Database, files: FileStore, world: World, scores: list[Score], students: int | None = None
) -> None:
    """One submission a score, by as many students in turn."""
    with database.session() as session:
        someone = session.get_one(Person, world.student_id)
        people = [
            Person(registration_id=someone.registration_id, lti_sub=uuid4().hex, name="")
            for _ in range(students or len(scores))
        ]
        session.add_all(people)
        session.flush()
        for n, score in enumerate(scores):
            world.student_id = people[n % len(people)].id
            run_id: UUID = hand_in(session, files, world).run_id
            runs.claim(session, run_id)
            runs.finish(session, run_id, score, (), None)


def crowded(count: int, sha256: str = "a1") -> list[Score]:
    return [score_of(n % 100, sha256) for n in range(count)]


def test_a_calibration_that_the_latest_runs_do_not_fit_gives_a_caveat(
    database: Database, files: FileStore, world: World
) -> None:
    record(database, files, world, crowded(120))
    with database.session() as session:
        (caveat,) = drift.caveats(session, score_of(500))
    assert caveat.code is Code.DRIFT
    assert caveat.facts == {"texts": 120, "shape": False, "share": True}


def test_runs_under_another_calibration_do_not_count(database: Database, files: FileStore, world: World) -> None:
    record(database, files, world, crowded(120, "b2"))
    with database.session() as session:
        assert drift.caveats(session, score_of(500, "a1")) == ()
        assert [row.drift.drifted for row in drift.in_use(session)] == [True]


def test_attempts_of_one_student_count_once(database: Database, files: FileStore, world: World) -> None:
    record(database, files, world, crowded(120), students=40)
    with database.session() as session:
        (row,) = drift.in_use(session)
    assert (row.drift.texts, row.drift.drifted) == (40, False)


def test_calibrations_in_use_are_told_apart_the_last_one_first(
    database: Database, files: FileStore, world: World
) -> None:
    record(database, files, world, [*crowded(3, "old"), *crowded(2, "new")])
    with database.session() as session:
        found = drift.in_use(session)
    assert [(row.id, row.drift.texts) for row in found] == [("cal-new", 2), ("cal-old", 3)]


def test_without_a_scored_run_nothing_is_in_use(database: Database, files: FileStore, world: World) -> None:
    with database.session() as session:
        hand_in(session, files, world)
        assert drift.in_use(session) == []
