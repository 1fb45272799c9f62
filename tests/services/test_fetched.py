"""A file on its way here: what happens when it is offered anew meanwhile, or its student declines."""

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import select

from plugin.domain.asset_report import AssetError
from plugin.lms.notices import Notice, Submitted
from plugin.services import assets, eula, fetched
from plugin.services.submissions import IN_LINE
from plugin.services.tries import Answer, Outcome
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Asset, Deployment, Document
from tests.services.offering import ESSAY, count, fetch, take_in, told
from tests.services.world import SECRET, World

NEWER = b"Quite another essay, the second version."


def test_an_answer_that_comes_after_the_asset_was_set_aside_changes_nothing(
    database: Database, files: FileStore, world: World
) -> None:
    asset_id = take_in(database, told("a")).assets[0]
    with database.session() as session:
        work = assets.take(session, asset_id, SECRET)
    with database.session() as session:
        assert work is not None
        fetched.set_aside(session, work, AssetError.DOWNLOAD)
    with database.session() as session:
        assert fetched.keep(session, files, work, ESSAY, "text/plain", "d") == fetched.Fetched()
    assert count(database, Document) == 0


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
def test_a_newer_offer_of_an_asset_is_fetchedafter_the_older_download(
    database: Database, files: FileStore, world: World, notices: tuple[Notice, ...]
) -> None:
    older = on_its_way(database, *notices)
    with database.session() as session:
        assert fetched.keep(session, files, older, ESSAY, "text/plain", "d") == fetched.ANEW
    assert asset(database) == ("waiting", None)
    assert fetch(database, files, older.asset_id, NEWER).run_id is not None
    assert asset(database) == ("fetched", hashlib.sha256(NEWER).hexdigest())


def test_a_newer_offer_of_an_asset_is_not_set_aside_for_the_faults_of_the_older(
    database: Database, world: World
) -> None:
    older = on_its_way(database, told("a"), told("a", content=NEWER))
    with database.session() as session:
        assert fetched.set_aside(session, older, AssetError.DOWNLOAD) == fetched.ANEW
    assert asset(database) == ("waiting", None)


def test_a_newer_offer_of_an_asset_does_not_wait_for_the_olders_next_try(database: Database, world: World) -> None:
    older = on_its_way(database, told("a"), told("a", content=NEWER))
    with database.session() as session:
        assert fetched.try_again(session, older, Answer(Outcome.RETRY, "unreachable", 503, wait=50)) == 0
    with database.session() as session:
        assert assets.take(session, older.asset_id, SECRET) is not None


def test_the_same_offer_again_does_not_spoil_a_download_under_way(
    database: Database, files: FileStore, world: World
) -> None:
    work = on_its_way(database, told("a"), told("a"))
    with database.session() as session:
        assert fetched.keep(session, files, work, ESSAY, "text/plain", "d").run_id is not None


def say(database: Database, world: World, accepted: bool) -> eula.Written:
    with database.session() as session:
        return eula.answer(session, session.scalars(select(Deployment.id)).one(), world.student_id, accepted)


def refused_for_terms(database: Database) -> bool:
    with database.session() as session:
        row = session.scalars(select(Asset)).one()
        return (row.state, row.error_code, row.document_id) == ("failed", "EULA_NOT_ACCEPTED", None)


def test_a_file_that_waits_is_not_fetchedonce_its_student_declines(database: Database, world: World) -> None:
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
        assert fetched.keep(session, files, work, ESSAY, "text/plain", "d") == fetched.Fetched()
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
        assert fetched.keep(session, files, work, ESSAY, "text/plain", "d").run_id is None
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


def test_of_many_files_of_one_student_the_last_let_others_go_first(
    database: Database, files: FileStore, world: World
) -> None:
    asset_ids = take_in(database, told(*"abcde")).assets
    done = [fetch(database, files, asset_id) for asset_id in asset_ids]
    assert [one.later for one in done] == [False] * IN_LINE + [True] * 2
