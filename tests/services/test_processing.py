"""Notices, assets and reports on both engines: locks, leases, and the same told twice at the same moment."""

import hashlib
import threading
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, select

from plugin.domain.asset_report import AssetError
from plugin.lms.notices import Notice, OfferedAsset, Submitted
from plugin.services import asset_reports, assets, eula, platforms, processing, report_sending, runs
from plugin.services import fetched as fetched_
from plugin.services.grade_answers import Answer, Outcome
from plugin.services.processing import ToRing
from plugin.services.tries import SENT
from plugin.store.files import FileStore
from plugin.store.queries import assets as queries
from plugin.store.session import Database
from plugin.store.tables import Asset, AssetReport, Assignment, Course, Deployment, Document, EulaAnswer, Submission
from tests.domain.examples import example_score
from tests.services.world import SECRET, World, make_world

MEBIBYTE = 1024 * 1024
ESSAY = b"An essay that was handed in to the platform."
NEWER = b"Quite another essay, the second version."


@pytest.fixture
def world(database: Database) -> World:
    with database.session() as session:
        platforms.ensure_key(session, SECRET)
        return make_world(session)


def told(*names: str, submission: str = "s:1", sub: str = "4", content: bytes = ESSAY) -> Notice:
    offered = tuple(
        OfferedAsset(
            name, "https://lms.example/" + name, hashlib.sha256(content).hexdigest(), len(content), "", "a.txt"
        )
        for name in names
    )
    content_ = Submitted(sub, "", "activity", "Essay 3", submission, "https://lms.example/reports", offered)
    return Notice("n", "LtiAssetProcessorSubmissionNotice", "1", "12", "English 101", "canvas", {}, content_)


def take_in(database: Database, notice: Notice) -> ToRing:
    with database.session() as session:
        deployment = session.scalars(select(Deployment)).one()
        return processing.act(session, deployment, notice, MEBIBYTE)


def fetched(database: Database, files: FileStore, asset_id: UUID, content: bytes = ESSAY) -> fetched_.Fetched:
    with database.session() as session:
        work = assets.take(session, asset_id, SECRET)
    assert work is not None
    with database.session() as session:
        return fetched_.keep(session, files, work, content, "text/plain", "d")


def count(database: Database, table: type) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


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


def test_an_asset_is_fetched_by_one_courier_at_a_time(database: Database, world: World) -> None:
    asset_id = take_in(database, told("a")).assets[0]
    with database.session() as session:
        assert assets.take(session, asset_id, SECRET) is not None
    with database.session() as session:
        assert assets.take(session, asset_id, SECRET) is None


def test_two_files_of_one_submission_take_places_of_their_own(
    database: Database, files: FileStore, world: World
) -> None:
    for asset_id in take_in(database, told("a", "b")).assets:
        assert fetched(database, files, asset_id).run_id is not None
    with database.session() as session:
        positions = session.scalars(select(Document.position).order_by(Document.position)).all()
        assert positions == [0, 1]


def test_an_answer_that_comes_after_the_asset_was_set_aside_changes_nothing(
    database: Database, files: FileStore, world: World
) -> None:
    asset_id = take_in(database, told("a")).assets[0]
    with database.session() as session:
        work = assets.take(session, asset_id, SECRET)
    with database.session() as session:
        assert work is not None
        fetched_.set_aside(session, work, AssetError.DOWNLOAD)
    with database.session() as session:
        assert fetched_.keep(session, files, work, ESSAY, "text/plain", "d") == fetched_.Fetched()
    assert count(database, Document) == 0


def test_a_run_of_an_asset_marks_its_report_at_every_move(database: Database, files: FileStore, world: World) -> None:
    kept = fetched(database, files, take_in(database, told("a")).assets[0])
    assert kept.run_id is not None

    def version() -> int:
        with database.session() as session:
            return session.scalars(select(AssetReport.version)).one()

    seen = [version()]
    with database.session() as session:
        runs.claim(session, kept.run_id)
    seen.append(version())
    with database.session() as session:
        runs.give_back(session, kept.run_id)
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
        assert queries.due(session, AssetReport, work.report.timestamp) == []


def test_what_waits_is_found_by_the_sweep(database: Database, world: World) -> None:
    from plugin.services import sweeping

    waits = take_in(database, told("a"))
    with database.session() as session:
        assert sweeping.due_processor_work(session)[:2] == (list(waits.assets), list(waits.reports))


def test_the_submission_of_another_person_is_not_taken_over(database: Database, world: World) -> None:
    take_in(database, told("a"))
    with pytest.raises(processing.LaunchRefusedError, match="submission_of_another"):
        take_in(database, told("b", sub="5"))
    assert count(database, Asset) == 1


def test_a_course_that_goes_takes_everything_of_it_along(database: Database, files: FileStore, world: World) -> None:
    fetched(database, files, take_in(database, told("a")).assets[0])
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


def on_its_way(database: Database, *notices: Notice) -> assets.AssetWork:
    """The work of a courier that took the asset at the first notice, and has not come back at the others."""
    asset_id = take_in(database, notices[0]).assets[0]
    with database.session() as session:
        work = assets.take(session, asset_id, SECRET)
    for notice in notices[1:]:
        take_in(database, notice)
    assert work is not None
    return work


def asset(database: Database) -> tuple[str, str | None]:
    with database.session() as session:
        row = session.scalars(select(Asset)).one()
        return row.state, row.document.sha256 if row.document else None


def moved(notice: Notice) -> Notice:
    """The same file at another address."""
    assert isinstance(notice.content, Submitted)
    offered = [replace(one, url=f"{one.url}?moved") for one in notice.content.assets]
    return replace(notice, content=replace(notice.content, assets=tuple(offered)))


def unsummed(notice: Notice) -> Notice:
    """Without a checksum: it may be another file at the same address."""
    assert isinstance(notice.content, Submitted)
    offered = [replace(one, sha256="") for one in notice.content.assets]
    return replace(notice, content=replace(notice.content, assets=tuple(offered)))


@pytest.mark.parametrize(
    "notices",
    [
        (told("a"), told("a", content=NEWER)),
        (told("a"), moved(told("a"))),
        (unsummed(told("a")), unsummed(told("a"))),
    ],
    ids=["bytes", "address", "no checksum"],
)
def test_a_newer_offer_of_an_asset_is_fetched_after_the_older_download(
    database: Database, files: FileStore, world: World, notices: tuple[Notice, ...]
) -> None:
    older = on_its_way(database, *notices)
    with database.session() as session:
        assert fetched_.keep(session, files, older, ESSAY, "text/plain", "d") == fetched_.ANEW
    assert asset(database) == ("waiting", None)
    assert fetched(database, files, older.asset_id, NEWER).run_id is not None
    assert asset(database) == ("fetched", hashlib.sha256(NEWER).hexdigest())


def test_a_newer_offer_of_an_asset_is_not_set_aside_for_the_faults_of_the_older(
    database: Database, world: World
) -> None:
    older = on_its_way(database, told("a"), told("a", content=NEWER))
    with database.session() as session:
        assert fetched_.set_aside(session, older, AssetError.DOWNLOAD) == fetched_.ANEW
    assert asset(database) == ("waiting", None)


def test_a_newer_offer_of_an_asset_does_not_wait_for_the_olders_next_try(database: Database, world: World) -> None:
    older = on_its_way(database, told("a"), told("a", content=NEWER))
    with database.session() as session:
        assert fetched_.try_again(session, older, Answer(Outcome.RETRY, "unreachable", 503, wait=50)) == 0
    with database.session() as session:
        assert assets.take(session, older.asset_id, SECRET) is not None


def test_the_same_offer_again_does_not_spoil_a_download_under_way(
    database: Database, files: FileStore, world: World
) -> None:
    work = on_its_way(database, told("a"), told("a"))
    with database.session() as session:
        assert fetched_.keep(session, files, work, ESSAY, "text/plain", "d").run_id is not None


def say(database: Database, world: World, accepted: bool) -> eula.Written:
    with database.session() as session:
        return eula.answer(session, session.scalars(select(Deployment.id)).one(), world.student_id, accepted)


def refused_for_terms(database: Database) -> bool:
    with database.session() as session:
        row = session.scalars(select(Asset)).one()
        return (row.state, row.error_code, row.document_id) == ("failed", "EULA_NOT_ACCEPTED", None)


def test_a_file_that_waits_is_not_fetched_once_its_student_declines(database: Database, world: World) -> None:
    waits = take_in(database, told("a"))
    assert say(database, world, False).reports == waits.reports
    with database.session() as session:
        assert assets.take(session, waits.assets[0], SECRET) is None
    assert refused_for_terms(database)


def test_a_file_on_its_way_is_not_kept_once_its_student_declines(
    database: Database, files: FileStore, world: World
) -> None:
    work = on_its_way(database, told("a"))
    say(database, world, False)
    with database.session() as session:
        assert fetched_.keep(session, files, work, ESSAY, "text/plain", "d") == fetched_.Fetched()
    assert refused_for_terms(database)
    assert count(database, Document) == 0


def need_consent(database: Database) -> None:
    """As when terms are renewed: nobody has accepted the new ones."""
    with database.session() as session:
        session.scalars(select(Deployment)).one().eula_required = True


def test_consent_is_asked_for_again_before_a_file_is_fetched(database: Database, world: World) -> None:
    waits = take_in(database, told("a"))
    need_consent(database)
    with database.session() as session:
        assert assets.take(session, waits.assets[0], SECRET) is None
    assert refused_for_terms(database)


def test_consent_is_asked_for_again_before_a_file_is_kept(database: Database, files: FileStore, world: World) -> None:
    work = on_its_way(database, told("a"))
    need_consent(database)
    with database.session() as session:
        assert fetched_.keep(session, files, work, ESSAY, "text/plain", "d").run_id is None
    assert refused_for_terms(database)


def test_a_student_who_accepts_after_declining_is_fetched(database: Database, world: World) -> None:
    waits = take_in(database, told("a"))
    say(database, world, False)
    assert say(database, world, True).assets == waits.assets
    with database.session() as session:
        assert assets.take(session, waits.assets[0], SECRET) is not None


def test_what_one_student_declines_holds_nobody_elses_file_up(database: Database, world: World) -> None:
    waits = take_in(database, told("b", submission="s:2", sub="5"))
    assert say(database, world, False).reports == ()
    with database.session() as session:
        assert assets.take(session, waits.assets[0], SECRET) is not None
