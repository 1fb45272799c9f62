"""Announcements are leased, answered and tried again as grades are, on both engines."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from plugin.services import announcements
from plugin.services.announcements import AnnouncementWork
from plugin.services.tries import BACKOFF, Answer, Outcome
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Announcement, Assignment
from tests.services.world import SECRET, hand_in, make_world

RETRY = Answer(Outcome.RETRY, "unreachable")


@pytest.fixture
def waiting(database: Database, files: FileStore) -> UUID:
    with database.session() as session:
        world = make_world(session)
        session.execute(update(Assignment).values(platform_family="canvas"))
        session.expire_all()
        announcement_id = hand_in(session, files, world).announcement_id
    assert announcement_id is not None
    return announcement_id


def take(database: Database, announcement_id: UUID) -> AnnouncementWork | None:
    with database.session() as session:
        return announcements.take(session, announcement_id, SECRET, "https://caveat.example")


def record(database: Database, work: AnnouncementWork | None, answer: Answer) -> float | None:
    assert work is not None
    with database.session() as session:
        return announcements.record(session, work, answer)


def let_time_pass(database: Database) -> None:
    with database.session() as session:
        session.execute(update(Announcement).values(next_try=datetime.now(UTC) - timedelta(seconds=1), leased=None))


def state(database: Database) -> str:
    with database.session() as session:
        return session.query(Announcement).one().state


def test_one_courier_at_a_time_has_it_until_it_is_sent(database: Database, waiting: UUID) -> None:
    work = take(database, waiting)
    assert take(database, waiting) is None
    assert record(database, work, Answer(Outcome.SENT, "sent", posted=True)) is None
    assert state(database) == "sent"
    assert take(database, waiting) is None


def test_every_retry_says_the_same(database: Database, waiting: UUID) -> None:
    first = take(database, waiting)
    assert record(database, first, RETRY) is not None
    let_time_pass(database)
    second = take(database, waiting)
    assert first is not None
    assert second is not None
    assert (first.post, first.attempts, second.attempts) == (second.post, 1, 2)


def test_a_stale_answer_renews_the_timestamp_alone(database: Database, waiting: UUID) -> None:
    first = take(database, waiting)
    record(database, first, Answer(Outcome.RETRY, "newer_there", 400, renew_timestamp=True))
    let_time_pass(database)
    second = take(database, waiting)
    assert first is not None
    assert second is not None
    assert second.post.timestamp > first.post.timestamp
    assert second.post.submitted == first.post.submitted


def test_it_is_given_up_in_the_end(database: Database, waiting: UUID) -> None:
    for _ in range(len(BACKOFF) + 1):
        record(database, take(database, waiting), RETRY)
        let_time_pass(database)
    assert state(database) == "given_up"
