"""Counts of an institution, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest

from plugin.domain.outcome import Leaning
from plugin.domain.status import RunState
from plugin.services import judgements, usage
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Deployment, Membership, Run, Submission
from tests.services.scored import scored
from tests.services.world import World, make_world

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def read(database: Database, since: datetime = LONG_AGO):  # type: ignore[no-untyped-def]
    with database.session() as session:
        return usage.read(session, since)


def test_each_submission_counts_once_under_its_newest_score(database: Database, files: FileStore, world: World) -> None:
    scored(database, files, world, [("strong", "")] * 6 + [("unremarkable", "")] * 7 + [("", "")] * 5)
    with database.session() as session:  # read again by another detector, and not done
        first = session.query(Run).filter(Run.state == RunState.SCORED.value).order_by(Run.created).first()
        assert first
        session.add(Run(submission_id=first.submission_id, document_id=first.document_id, detector_id="e"))
    found = read(database)
    assert found.total == 18
    (month,) = found.months
    assert (month.name, month.total) == (f"{datetime.now(UTC):%Y-%m}", 18)
    assert (month.cells["strong"], month.cells["unremarkable"], month.cells["not_scored"]) == (6, 7, 5)


def test_what_was_handed_in_before_is_not_counted(database: Database, files: FileStore, world: World) -> None:
    scored(database, files, world, [("strong", "")] * 6)
    assert read(database, datetime.now(UTC) + timedelta(minutes=1)).total == 0


def test_test_students_are_not_counted(database: Database, files: FileStore, world: World) -> None:
    scored(database, files, world, [("strong", "")] * 6)
    with database.session() as session:
        session.query(Membership).filter(Membership.role == "learner").one().test_user = True
    assert read(database).total == 0


def test_one_installation_sees_nothing_of_another(database: Database, files: FileStore, world: World) -> None:
    scored(database, files, world, [("strong", "")] * 6)
    with database.session() as session:
        other = make_world(session, "two")
    scored(database, files, other, [("elevated", "")] * 8)
    with database.session() as session:
        deployments = session.query(Deployment).all()
        totals = sorted(usage.read(session, LONG_AGO, row.id).total or 0 for row in deployments)
        assert totals == [6, 8]
        assert len(usage.read(session, LONG_AGO).installations) == 2


def test_judgements_meet_the_bands(database: Database, files: FileStore, world: World) -> None:
    scored(database, files, world, [("strong", "")] * 6)
    with database.session() as session:
        for submission in session.query(Submission):
            judgements.give(session, submission, world.course_id, world.teacher_id, Leaning.HUMAN, "")
    (row,) = read(database).judgements
    assert (row.name, row.cells["strong"]) == ("human", 6)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_flags_are_counted_by_language(database: Database, files: FileStore, world: World, language: str) -> None:
    scored(database, files, world, [("strong", "")] * 5 + [("unremarkable", "")] * 15, language)
    (one,) = read(database).languages
    assert one.row.name == language
    assert one.flagged
    assert one.flagged.share == 0.25
