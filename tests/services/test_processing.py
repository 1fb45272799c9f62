"""Notices, assets and reports on both engines: locks, leases, and the same told twice at the same moment."""

import threading

import pytest
from sqlalchemy import select

from plugin.services import asset_reports, assets, eula, handing_back, processing, report_sending, runs
from plugin.services import fetched as fetched
from plugin.services.tries import SENT
from plugin.store.files import FileStore
from plugin.store.queries import waiting
from plugin.store.session import Database
from plugin.store.tables import (
    Asset,
    AssetReport,
    Assignment,
    Course,
    Deployment,
    Document,
    EulaAnswer,
    Run,
    Submission,
)
from tests.domain.examples import example_score
from tests.services.offering import count, fetch, take_in, told
from tests.services.world import SECRET, World


def test_a_notice_leads_to_rows_and_a_report_for_each_file(database: Database, world: World) -> None:
    waits = take_in(database, told("a", "b"))
    assert (len(waits.assets), len(waits.reports), waits.runs) == (2, 2, ())
    with database.session() as session:
        submission = session.scalars(select(Submission)).one()
        assert (submission.person_id, submission.attempt, submission.assignment.kind) == (
            world.student_id,
            1,
            "processor",
        )


def test_the_same_submission_told_at_the_same_moment_is_one(database: Database, world: World) -> None:
    take_in(database, told("first", submission="other:7"))  # the assignment is known
    threads = [threading.Thread(target=take_in, args=(database, told("a", "b"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (count(database, Submission), count(database, Asset), count(database, AssetReport)) == (2, 3, 3)


def test_an_asset_is_fetchedby_one_courier_at_a_time(database: Database, world: World) -> None:
    asset_id = take_in(database, told("a")).assets[0]
    with database.session() as session:
        assert assets.take(session, asset_id, SECRET) is not None
    with database.session() as session:
        assert assets.take(session, asset_id, SECRET) is None


def test_two_files_of_one_submission_take_places_of_their_own(
    database: Database, files: FileStore, world: World
) -> None:
    for asset_id in take_in(database, told("a", "b")).assets:
        assert fetch(database, files, asset_id).run_id is not None
    with database.session() as session:
        positions = session.scalars(select(Document.position).order_by(Document.position)).all()
        assert positions == [0, 1]


def test_a_run_of_an_asset_marks_its_report_at_every_move(database: Database, files: FileStore, world: World) -> None:
    kept = fetch(database, files, take_in(database, told("a")).assets[0])
    assert kept.run_id is not None

    def version() -> int:
        with database.session() as session:
            return session.scalars(select(AssetReport.version)).one()

    seen = [version()]
    with database.session() as session:
        runs.claim(session, kept.run_id)
    seen.append(version())
    with database.session() as session:
        handing_back.give_back(session, Run, kept.run_id)
        runs.claim(session, kept.run_id)
        assert runs.finish(session, kept.run_id, example_score(), (), None) is None
        assert asset_reports.waiting_for(session, kept.run_id) == kept.report_id
    seen.append(version())
    assert seen == sorted(set(seen))


def test_a_report_is_sent_by_one_courier_at_a_time_and_ends(database: Database, world: World) -> None:
    report_id = take_in(database, told("a")).reports[0]
    with database.session() as session:
        work = report_sending.take(session, report_id, SECRET)
    with database.session() as session:
        assert report_sending.take(session, report_id, SECRET) is None
        assert work is not None
        assert report_sending.record(session, work, SENT) is None
    with database.session() as session:
        assert waiting.due(session, AssetReport, work.report.timestamp, AssetReport.created) == []


def test_what_waits_is_found_by_the_sweep(database: Database, world: World) -> None:
    from plugin.services import sweeping

    waits = take_in(database, told("a"))
    with database.session() as session:
        assert sweeping.due(session)[3:5] == (list(waits.assets), list(waits.reports))


def test_the_submission_of_another_person_is_not_taken_over(database: Database, world: World) -> None:
    take_in(database, told("a"))
    with pytest.raises(processing.LaunchRefusedError, match="submission_of_another"):
        take_in(database, told("b", sub="5"))
    assert count(database, Asset) == 1


def test_a_course_that_goes_takes_everything_of_it_along(database: Database, files: FileStore, world: World) -> None:
    fetch(database, files, take_in(database, told("a")).assets[0])
    with database.session() as session:
        session.delete(session.scalars(select(Course)).one())
    assert [count(database, table) for table in (Asset, AssetReport, Document, Submission, Assignment)] == [0] * 5


def test_an_answer_to_the_terms_counts_at_its_deployment_alone(database: Database, world: World) -> None:
    with database.session() as session:
        own = session.scalars(select(Deployment)).one()
        other = Deployment(registration_id=own.registration_id, lti_deployment_id="2", state="approved")
        session.add(other)
        session.flush()
        eula.answer(session, own.id, world.student_id, False)
        assert eula.may_read(session, own, world.student_id) is False
        assert eula.may_read(session, other, world.student_id) is True
    assert count(database, EulaAnswer) == 1


@pytest.mark.parametrize("number", ["0" * 9 + "9" * 25, "000000005" + "9" * 25, "9" * 30, "0", "1000"])
def test_a_submissions_number_that_is_no_attempts_counts_on(database: Database, world: World, number: str) -> None:
    take_in(database, told("a", submission="s:" + number))
    with database.session() as session:
        assert session.scalars(select(Submission.attempt)).all() == [1]
