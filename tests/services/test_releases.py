"""A report is shown to its student by a person who could see it: nothing that is still to be read is let through."""

from uuid import UUID

import pytest
from sqlalchemy import select

from plugin.domain.document import MediaType
from plugin.lms.notices import Notice
from plugin.services import releases, runs, submissions
from plugin.services.submissions import HandedIn
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Submission
from tests.domain.examples import example_score
from tests.services.offering import ESSAY, fetch, take_in, told
from tests.services.world import World

NEWER = b"Quite another essay, the second version."


def read(database: Database, run_id: UUID | None) -> None:
    assert run_id is not None
    with database.session() as session:
        runs.claim(session, run_id)
        runs.finish(session, run_id, example_score(), (), None)


def released(database: Database, release: bool = True) -> bool:
    """Whether the submission is released, after an attempt to do so."""
    with database.session() as session:
        submission = session.scalars(select(Submission)).one()
        if release:
            releases.release(session, submission)
        return submission.released is not None


def fetch_and_read(database: Database, files: FileStore, notice: Notice, content: bytes = ESSAY) -> None:
    for asset_id in take_in(database, notice).assets:
        read(database, fetch(database, files, asset_id, content).run_id)


def test_a_submission_of_several_files_is_released_when_all_are_read(
    database: Database, files: FileStore, world: World
) -> None:
    first, second = take_in(database, told("a", "b")).assets
    read(database, fetch(database, files, first).run_id)
    assert not released(database)  # the second waits for the courier
    run_id = fetch(database, files, second).run_id
    assert not released(database)  # and now for the scorer
    read(database, run_id)
    assert released(database)


def test_a_file_that_is_read_anew_has_to_be_released_anew(database: Database, files: FileStore, world: World) -> None:
    fetch_and_read(database, files, told("a"))
    assert released(database)
    fetch_and_read(database, files, told("a", content=NEWER), NEWER)
    assert not released(database, release=False)


@pytest.fixture
def failed_run(database: Database, files: FileStore, world: World) -> UUID:
    with database.session() as session:
        run_id = submissions.accept(
            session, files, world.assignment_id, world.student_id, HandedIn(ESSAY), MediaType.TEXT, "d"
        ).run_id
        runs.claim(session, run_id)
        runs.fail(session, run_id, "internal")
    return run_id


def test_a_failed_text_that_is_tried_again_has_to_be_released_anew(database: Database, failed_run: UUID) -> None:
    assert released(database)
    with database.session() as session:
        assert runs.retry(session, failed_run)
    assert not released(database)
    read(database, failed_run)
    assert released(database)
