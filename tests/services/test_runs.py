"""Runs are claimed once, finished once, and never lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.document import MediaType
from plugin.domain.policy import GradePolicy, Policy
from plugin.domain.score import Reason, Unscorable
from plugin.domain.status import ReturnState
from plugin.services import policies, reports, runs, submissions
from plugin.services.submissions import HandedIn, SubmissionRefusedError, media_type_of
from plugin.store.files import FileStore
from plugin.store.queries import work
from plugin.store.session import Database
from plugin.store.tables import Assignment, GradeReturn, Run
from tests.domain.examples import TEXT, example_score
from tests.services.world import SECRET, World, hand_in, make_world


@pytest.fixture
def world(database: Database) -> World:
    with database.session() as session:
        return make_world(session)


@pytest.fixture
def run_id(database: Database, files: FileStore, world: World) -> UUID:
    with database.session() as session:
        return hand_in(session, files, world).run_id


def test_a_second_submission_is_a_new_attempt_and_the_first_stays(
    database: Database, files: FileStore, world: World
) -> None:
    for text in (b"First.", b"Second."):
        with database.session() as session:
            hand_in(session, files, world, text)
    with database.session() as session:
        attempts = work.attempts_of(session, world.assignment_id, world.student_id)
        assert [a.attempt for a in attempts] == [2, 1]
        assert [files.get(a.documents[0].sha256) for a in attempts] == [b"Second.", b"First."]


def test_two_uploads_at_once_get_two_numbers(database: Database, files: FileStore, world: World) -> None:
    def upload() -> None:
        with database.session() as session:
            hand_in(session, files, world)

    threads = [threading.Thread(target=upload) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session() as session:
        attempts = work.attempts_of(session, world.assignment_id, world.student_id)
        assert sorted(a.attempt for a in attempts) == [1, 2, 3, 4]


def test_only_one_worker_gets_a_run(database: Database, run_id: UUID) -> None:
    with database.session() as session:
        assert runs.claim(session, run_id) is not None
    with database.session() as session:
        assert runs.claim(session, run_id) is None


def test_a_score_is_kept_whole(database: Database, files: FileStore, world: World, run_id: UUID) -> None:
    score = example_score()
    caveats = (Caveat(Code.NOT_EVIDENCE, Severity.STOP), Caveat(Code.SHORT_TEXT, Severity.CAUTION, {"words": 120}))
    with database.session() as session:
        runs.claim(session, run_id)
        runs.finish(session, run_id, score, caveats, files.put(TEXT.encode()))
    with database.session() as session:
        page = reports.load(session, files, SECRET, world.course_id, run_id)
    assert page is not None
    shown = page.report.score
    assert shown is not None
    assert sorted(shown.spans, key=lambda s: s.start) == sorted(score.spans, key=lambda s: s.start)
    for name in ("band", "rank", "likelihood", "band_rates", "methods", "sentences", "model", "calibration", "share"):
        assert getattr(shown, name) == getattr(score, name), name
    assert [caveat.code for caveat in page.report.caveats] == ["not_evidence", "short_text"]


def test_a_run_is_not_seen_from_another_course(database: Database, files: FileStore, run_id: UUID) -> None:
    with database.session() as session:
        other = make_world(session, "another school")
        assert reports.load(session, files, SECRET, other.course_id, run_id) is None


def test_the_answer_of_a_second_worker_is_dropped(database: Database, run_id: UUID) -> None:
    with database.session() as session:
        runs.claim(session, run_id)
        runs.finish(session, run_id, Unscorable(Reason.TOO_SHORT, 3), (), None)
    with database.session() as session:
        runs.finish(session, run_id, example_score(), (), None)
        assert session.get_one(Run, run_id).reason == "too_short"


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (example_score(), ReturnState.PENDING),
        (Unscorable(Reason.TOO_SHORT, 3), ReturnState.PENDING),
        (Unscorable(Reason.ENCRYPTED), ReturnState.HELD),
    ],
)
def test_completion_is_decided_when_the_run_finishes(
    database: Database, world: World, run_id: UUID, result: object, expected: ReturnState
) -> None:
    with database.session() as session:
        policies.change(session, world.course_id, world.assignment_id, Policy(GradePolicy.COMPLETION, 20))
    with database.session() as session:
        runs.claim(session, run_id)
        waiting = runs.finish(session, run_id, result, (), None)  # type: ignore[arg-type]
        row = session.query(GradeReturn).one()
        assert (row.state, row.mark, row.maximum) == (expected, 20, 20)
        assert (waiting is not None) == (expected is ReturnState.PENDING)


def test_completion_of_a_failed_run_is_held_and_goes_when_a_retry_reads_the_text(
    database: Database, world: World, run_id: UUID
) -> None:
    with database.session() as session:
        policies.change(session, world.course_id, world.assignment_id, Policy(GradePolicy.COMPLETION, 20))
    with database.session() as session:
        runs.claim(session, run_id)
        runs.fail(session, run_id, "internal")
    with database.session() as session:
        assert session.query(GradeReturn).one().state == ReturnState.HELD.value
        runs.retry(session, run_id)
        runs.claim(session, run_id)
        assert runs.finish(session, run_id, example_score(), (), None) is not None
    with database.session() as session:
        assert session.query(GradeReturn).one().state == ReturnState.PENDING.value


def test_a_policy_of_marks_sends_nothing_by_itself(database: Database, run_id: UUID) -> None:
    with database.session() as session:
        runs.claim(session, run_id)
        assert runs.finish(session, run_id, example_score(), (), None) is None
        assert session.query(GradeReturn).count() == 0


@pytest.mark.parametrize(
    ("handed_in", "code"),
    [
        (HandedIn(b""), "empty"),
        (HandedIn(b" \n\t "), "empty"),
        (HandedIn(b"x" * 101), "too_large"),
        (HandedIn(b"MZ\x90\x00\x03", "essay.docx"), "unsupported_type"),
        (HandedIn(b"PK\x03\x04 word/document.xml, cut short", "essay.docx"), "unreadable"),
        (HandedIn(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "e.docx"), "encrypted"),
    ],
)
def test_what_cannot_be_a_submission_is_refused_before_anything_is_stored(handed_in: HandedIn, code: str) -> None:
    with pytest.raises(SubmissionRefusedError) as refused:
        media_type_of(handed_in, 100)
    assert refused.value.code == code


def test_a_run_knows_whether_its_assignment_leaves_ai_use_free(
    database: Database, files: FileStore, world: World
) -> None:
    for level, free in (("free", True), ("none", False)):
        with database.session() as session:
            session.get_one(Assignment, world.assignment_id).ai_level = level
            claimed = runs.claim(session, hand_in(session, files, world, level.encode()).run_id)
            assert claimed is not None
            assert claimed.free is free


def test_the_same_press_of_a_button_is_one_submission_and_another_text_is_another(
    database: Database, files: FileStore, world: World
) -> None:
    def press(text: bytes, key: str) -> UUID:
        with database.session() as session:
            return submissions.accept(
                session, files, world.assignment_id, world.student_id, HandedIn(text), MediaType.TEXT, "d", key
            ).submission_id

    first = press(b"One.", "key")
    assert press(b"One.", "key") == first
    assert len({first, press(b"Two.", "key"), press(b"One.", "other key"), press(b"One.", ""), press(b"One.", "")}) == 5


def test_two_clicks_at_the_same_moment_are_one_submission(database: Database, files: FileStore, world: World) -> None:
    def press(_: int) -> UUID:
        with database.session() as session:
            return submissions.accept(
                session, files, world.assignment_id, world.student_id, HandedIn(b"One."), MediaType.TEXT, "d", "key"
            ).submission_id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(press, range(4)))) == 1
