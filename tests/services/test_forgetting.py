"""A registration is forgotten with all that came by it, and nothing of anybody else's."""

import os
import time
from datetime import UTC, datetime

import pytest

from plugin.services.forgetting import forget_registration
from plugin.store.files import FileStore
from plugin.store.queries import platforms, removal
from plugin.store.session import Database
from plugin.store.tables import Base, Invitation, Registration
from tests.services.world import World, hand_in, make_world

NEVER_FORGOTTEN = {"tool_keys", "watermark_keys", "invitations", "audit_entries"}


def never(seconds: float) -> None:
    raise AssertionError("nothing is to be waited for")


@pytest.fixture
def two_schools(database: Database, files: FileStore) -> tuple[World, World]:
    with database.session() as session:
        worlds = make_world(session, "one"), make_world(session, "two")
        hand_in(session, files, worlds[0], b"only at the first")
        hand_in(session, files, worlds[0], b"at both")
        hand_in(session, files, worlds[1], b"at both")
    return worlds


def registration_of(database: Database, client_id: str) -> Registration:
    with database.session() as session:
        found = platforms.find_registration(session, "https://lms.example", client_id)
    assert found is not None
    return found


def age(files: FileStore) -> None:
    hour_ago = time.time() - 3600
    for path in files.place.root.glob("*/*"):
        os.utime(path, (hour_ago, hour_ago))


def names(files: FileStore) -> int:
    return len(list(files.place.root.glob("*/*")))


def test_it_is_counted_before_it_goes(database: Database, two_schools: tuple[World, World]) -> None:
    one = registration_of(database, "one")
    with database.session() as session:
        assert removal.counts(session, one.id) == {
            "deployments": 1, "courses": 1, "people": 2, "assignments": 1, "submissions": 2, "documents": 2,
        }  # fmt: skip


def test_rows_and_files_go_and_a_file_that_others_have_stays(
    database: Database, files: FileStore, two_schools: tuple[World, World]
) -> None:
    age(files)
    one, two = registration_of(database, "one"), registration_of(database, "two")
    assert forget_registration(database, files, one.id, never) == 1
    assert names(files) == 1
    with database.session() as session:
        assert removal.counts(session, two.id)["documents"] == 1
        assert sum(removal.counts(session, one.id).values()) == 0
    assert forget_registration(database, files, two.id, never) == 1
    assert names(files) == 0


def test_nothing_is_left_in_any_table(database: Database, files: FileStore, two_schools: tuple[World, World]) -> None:
    age(files)
    for client in ("one", "two"):
        forget_registration(database, files, registration_of(database, client).id, never)
    with database.session() as session:
        left = {t.name: session.execute(t.select()).all() for t in Base.metadata.sorted_tables}
    assert {name for name, rows in left.items() if rows} <= NEVER_FORGOTTEN


def test_a_file_that_was_put_a_moment_ago_is_waited_for(
    database: Database, files: FileStore, two_schools: tuple[World, World]
) -> None:
    """Its row may be on the way: another student may be handing in the same bytes."""
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        age(files)

    assert forget_registration(database, files, registration_of(database, "one").id, wait) == 1
    assert len(waits) == 1


def test_the_invitation_by_which_it_came_stays_as_a_record(
    database: Database, files: FileStore, two_schools: tuple[World, World]
) -> None:
    one = registration_of(database, "one")
    age(files)
    with database.session() as session:
        now = datetime.now(UTC)
        session.add(Invitation(token_hash="h", expires=now, used=now, registration_id=one.id))
    forget_registration(database, files, one.id, never)
    with database.session() as session:
        (kept,) = session.query(Invitation).all()
        assert kept.registration_id is None


def test_a_file_put_again_counts_as_fresh(files: FileStore) -> None:
    sha256 = files.put(b"twice")
    age(files)
    files.put(b"twice")
    assert not files.drop(sha256)
    age(files)
    assert files.drop(sha256)
    assert files.drop(sha256), "that it is gone already is no trouble"
