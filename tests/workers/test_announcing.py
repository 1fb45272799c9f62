"""Canvas hears once that somebody handed in to us; nobody else does."""

from collections.abc import Callable
from uuid import UUID

import pytest

from plugin.services import announcements, sweeping
from plugin.services.review_links import review_value, submission_of
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Announcement
from tests.conftest import PLATFORM_KEY
from tests.platforms.personality import CANVAS, MOODLE, PERSONALITIES, Personality
from tests.workers.desk import SECRET, Desk, make_desk

Make = Callable[[Personality], Desk]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the next whole second."""
    monkeypatch.setattr(announcements, "seconds_too_early", lambda _: 0.0)


@pytest.fixture
def make(database: Database, files: FileStore) -> Make:
    return lambda personality: make_desk(database, files, personality, PLATFORM_KEY)


@pytest.fixture
def canvas(make: Make) -> Desk:
    return make(CANVAS)


def announce(desk: Desk, announcement_id: UUID | None) -> str:
    assert announcement_id is not None
    desk.let_time_pass()
    done = desk.gradebook.announce(announcement_id)
    return done[0].code if done else ""


def row(desk: Desk, announcement_id: UUID | None) -> Announcement:
    with desk.database.session() as session:
        return session.get_one(Announcement, announcement_id)


def test_speedgrader_gets_an_address_of_this_submission(canvas: Desk) -> None:
    accepted = canvas.hand_in()
    assert announce(canvas, accepted.announcement_id) == "sent"
    (address,) = canvas.cell().handed_in
    assert address.startswith("https://caveat.example/lti/launch?review=")
    assert submission_of(SECRET, review_value(address) or "") == accepted.submission_id
    assert announce(canvas, accepted.announcement_id) == ""


def test_an_announcement_says_no_grade_and_leaves_the_one_that_stands(canvas: Desk) -> None:
    canvas.send(canvas.mark(12))
    announce(canvas, canvas.hand_in().announcement_id)
    post = canvas.posts()[-1]
    assert "scoreGiven" not in post
    assert (post["activityProgress"], post["gradingProgress"]) == ("Submitted", "PendingManual")
    assert (canvas.cell().score, canvas.cell().attempts) == (12, 1)


def test_a_retry_makes_no_second_attempt(canvas: Desk) -> None:
    canvas.platform.troubles += ["503", "lost answer"]
    waiting = canvas.hand_in().announcement_id
    assert [announce(canvas, waiting) for _ in range(3)] == ["platform_error", "platform_error", "sent"]
    assert (canvas.cell().attempts, row(canvas, waiting).state) == (1, "sent")


def test_an_attempt_that_was_overtaken_is_not_announced_last(canvas: Desk) -> None:
    first, second = canvas.hand_in().announcement_id, canvas.hand_in(text="Better.").announcement_id
    assert announce(canvas, second) == "sent"
    assert announce(canvas, first) == ""
    assert (row(canvas, first).answer_code, canvas.cell().attempts) == ("newer_attempt", 1)


def test_a_mark_that_follows_at_once_has_a_later_timestamp(canvas: Desk) -> None:
    accepted = canvas.hand_in()
    announce(canvas, accepted.announcement_id)
    canvas.send(canvas.mark_again(accepted.submission_id, 5))
    said, given = (post["timestamp"] for post in canvas.posts())
    assert given[:19] > said[:19]


def test_no_attempts_left_at_canvas_is_final(canvas: Desk) -> None:
    canvas.platform.school.column.attempts_allowed = 0
    waiting = canvas.hand_in().announcement_id
    assert announce(canvas, waiting) == "no_attempts_left"
    assert row(canvas, waiting).state == "refused"


def test_the_sweep_finds_what_was_not_announced(canvas: Desk) -> None:
    waiting = canvas.hand_in().announcement_id
    with canvas.database.session() as session:
        assert sweeping.due(session).announcements == [waiting]


@pytest.mark.parametrize("personality", [p for p in PERSONALITIES.values() if p is not CANVAS], ids=lambda p: p.name)
def test_no_other_family_is_told_for_it_could_empty_a_grade(make: Make, personality: Personality) -> None:
    assert make(personality).hand_in().announcement_id is None


def test_nothing_is_announced_where_students_hand_in_to_the_platform_itself(canvas: Desk) -> None:
    canvas.assignment(kind="processor")
    assert canvas.hand_in().announcement_id is None


def test_nothing_is_announced_for_a_test_student(canvas: Desk) -> None:
    from sqlalchemy import update

    from plugin.store.tables import Membership

    with canvas.database.session() as session:
        session.execute(update(Membership).values(test_user=True))
    assert announce(canvas, canvas.hand_in().announcement_id) == "test_user"


def test_moodle_loses_no_grade_by_a_new_attempt(make: Make) -> None:
    desk = make(MOODLE)
    desk.send(desk.mark(12))
    desk.hand_in(text="Better.")
    assert desk.cell().score == 12
