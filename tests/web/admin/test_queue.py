"""The queue page says what waits, what failed and why, and lets an administrator try again."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from plugin.services import worker_beats
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import GradeReturn, Run
from tests.services.world import hand_in, make_world
from tests.statements import counted
from tests.web.admin.conftest import AdminBrowser

NOW = datetime.now(UTC)


@pytest.fixture
def failed(database: Database, files: FileStore) -> str:
    """The id of a run that failed."""
    with database.session() as session:
        world = make_world(session)
        run_id = hand_in(session, files, world).run_id
        session.execute(update(Run).values(state="failed", reason="file_missing", finished=NOW))
    return str(run_id)


def test_an_empty_queue_says_so_and_how_to_start_the_workers(admin: AdminBrowser) -> None:
    page = admin.get("/admin/queue").text
    assert "Nothing waits." in page
    assert "caveat scorer" in page


def test_a_broker_that_does_not_answer_is_told(admin: AdminBrowser) -> None:
    assert "broker (Redis) does not answer" in admin.get("/admin/queue").text


def test_a_failure_has_its_reason_and_what_to_do_and_nobodys_name(admin: AdminBrowser, failed: str) -> None:
    page = admin.get("/admin/queue").text
    assert "The stored file is missing" in page
    assert "Is the folder of files there" in page
    assert "Mei" not in page


@pytest.mark.parametrize("which", ["one", "all"])
def test_what_failed_is_queued_again(admin: AdminBrowser, database: Database, failed: str, which: str) -> None:
    answer = admin.post("/admin/queue/retry", {"run": failed if which == "one" else "all"})
    assert answer.location == "/admin/queue?said=retried"
    with database.session() as session:
        assert session.scalars(select(Run.state)).all() == ["queued"]
    again = admin.post("/admin/queue/retry", {"run": failed if which == "one" else "all"})
    assert again.location == "/admin/queue?said=nothing_to_retry"
    assert "nothing left" in admin.get(again.location).text


@pytest.mark.parametrize("run", ["", "x", "\0", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_run_is_not_queued(admin: AdminBrowser, run: str) -> None:
    assert admin.post("/admin/queue/retry", {"run": run}).location.endswith("nothing_to_retry")


def test_a_mark_that_was_given_up_is_sent_again(admin: AdminBrowser, database: Database, files: FileStore) -> None:
    with database.session() as session:
        handed_in = hand_in(session, files, make_world(session))
        session.add(
            GradeReturn(submission_id=handed_in.submission_id, mark=1, maximum=2, state="given_up",
                        answer_code="unreachable", updated=NOW)
        )  # fmt: skip
    assert "The LMS did not answer for days." in admin.get("/admin/queue").text
    assert admin.post("/admin/queue/send-again").location.endswith("sent_again")
    with database.session() as session:
        assert session.scalars(select(GradeReturn.state)).all() == ["pending"]


def test_workers_are_told_with_their_device_model_and_version(admin: AdminBrowser, database: Database) -> None:
    with database.session() as session:
        facts = {"state": "ready", "device": "cuda:0", "model": "SmolLM2-135M", "version": "0.1.0"}
        worker_beats.beat(session, "score@gpu/7", "score", NOW, facts)
    page = admin.get("/admin/queue").text
    for words in ("score@gpu/7", "at work", "cuda:0", "SmolLM2-135M", "0.1.0"):
        assert words in page


@pytest.mark.parametrize(("opened", "finished"), [("1", True), ("99999999999", False), ("x", False), ("", False)])
def test_a_page_left_open_is_not_kept_up_to_date_for_ever(admin: AdminBrowser, opened: str, finished: bool) -> None:
    assert ("data-finished" in admin.get(f"/admin/queue?opened={opened}").text) == finished


def test_the_page_costs_the_same_with_many_failures(admin: AdminBrowser, database: Database, files: FileStore) -> None:
    costs = []
    for n in (2, 30):
        with database.session() as session:
            world = make_world(session, f"school {n}")
            for number in range(n):
                hand_in(session, files, world, f"Text {number}".encode())
            session.execute(update(Run).values(state="failed", reason="internal", finished=NOW))
        with counted(admin.client.application.extensions["caveat"].database.engine) as statements:
            admin.get("/admin/queue")
        costs.append(len(statements))
    assert costs[0] == costs[1]
