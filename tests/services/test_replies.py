"""Replies and their files: found by whoever may, and gone with the submission."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from plugin.domain.score import Reason, Unscorable
from plugin.services import forgetting, institution, replies, retention, runs
from plugin.services.audit import COMMAND
from plugin.services.submissions import HandedIn, SubmissionRefusedError
from plugin.store.files import FileStore
from plugin.store.queries import replies as queries
from plugin.store.session import Database
from plugin.store.tables import Assignment, Reply, ReplyFile, Submission
from tests.services.test_forgetting import age, names, never, registration_of
from tests.services.world import World, hand_in

MOST = 1000


@pytest.fixture
def submission(database: Database, files: FileStore, world: World) -> Submission:
    """Read, with a report that its writer sees at once."""
    with database.session() as session:
        session.get_one(Assignment, world.assignment_id).student_sees = "at_once"
        accepted = hand_in(session, files, world)
        runs.claim(session, accepted.run_id)
        runs.finish(session, accepted.run_id, Unscorable(Reason.TOO_SHORT, 3), (), None)
        return session.get_one(Submission, accepted.submission_id)


def say(database: Database, files: FileStore, submission: Submission, text: str, *added: bytes) -> None:
    draft = replies.draft(text, [HandedIn(data, f"{n}.txt") for n, data in enumerate(added)], MOST)
    with database.session() as session:
        replies.reply(session, files, session.get_one(Submission, submission.id), draft)


def test_replies_stand_in_their_order_with_their_files(
    database: Database, files: FileStore, submission: Submission
) -> None:
    say(database, files, submission, "First.", b"one", b"two")
    say(database, files, submission, "Second.")
    with database.session() as session:
        thread = replies.thread(session, submission.id)
        assert [reply.text for reply in thread.said] == ["First.", "Second."]
        assert [file.file_name for file in thread.said[0].files] == ["0.txt", "1.txt"]
        assert thread.left == 18


@pytest.mark.parametrize(
    ("text", "added", "code"),
    [
        ("", (), "reply_empty"),
        ("x" * 20_001, (), "reply_too_long"),
        ("Six.", (b"x",) * 6, "reply_too_many_files"),
        ("Large.", (b"x" * (MOST + 1),), "too_large"),
        ("Odd.", (b"\x00\x01\x02",), "unsupported_type"),
    ],
)
def test_what_cannot_be_a_reply_is_refused_by_its_code(text: str, added: tuple[bytes, ...], code: str) -> None:
    with pytest.raises(SubmissionRefusedError) as refused:
        replies.draft(text, [HandedIn(data, "a.txt") for data in added], MOST)
    assert refused.value.code == code


def test_a_file_is_found_within_its_course_and_by_its_writer_alone(
    database: Database, files: FileStore, submission: Submission, world: World
) -> None:
    say(database, files, submission, "", b"Notes.")
    with database.session() as session:
        file_id = session.query(ReplyFile).one().id
        assert queries.file_in_course(session, world.course_id, submission.id, file_id)
        assert queries.file_in_course(session, world.assignment_id, submission.id, file_id) is None
        own = (world.assignment_id, world.student_id, submission.id, file_id)
        assert queries.own_file(session, *own)
        assert queries.own_file(session, world.assignment_id, world.teacher_id, submission.id, file_id) is None


def test_files_of_replies_go_when_a_submission_is_kept_no_longer(
    database: Database, files: FileStore, submission: Submission
) -> None:
    say(database, files, submission, "With notes.", b"Notes.")
    age(files)
    assert names(files) == 2
    with database.session() as session:
        session.execute(update(Submission).values(created=datetime.now(UTC) - timedelta(days=365)))
        institution.change(session, COMMAND, keep_days=100)
    assert retention.sweep(database, files) == 1
    assert names(files) == 0
    with database.session() as session:
        assert session.query(Reply).count() == session.query(ReplyFile).count() == 0


def test_files_of_replies_go_with_their_registration(
    database: Database, files: FileStore, submission: Submission
) -> None:
    say(database, files, submission, "With notes.", b"Notes.")
    age(files)
    assert forgetting.forget_registration(database, files, registration_of(database, "one").id, never) == 2
    assert names(files) == 0
