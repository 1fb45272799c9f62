"""What a program reaches by its token, and what it does not."""

import io
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import ApiToken, Assignment, AuditEntry, Deployment, Run, Submission
from tests.services.scored import scored
from tests.services.world import hand_in
from tests.web.api.conftest import Program, token_for


def in_hand(program: Program, files: FileStore, text: bytes = b"An essay.") -> tuple[UUID, UUID]:
    with program.database.session() as session:
        done = hand_in(session, files, program.world, text)
        return done.submission_id, done.run_id


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic abc", "bearer caveat_" + "x" * 43])
def test_without_a_token_that_works_there_is_nothing(program: Program, header: str) -> None:
    answer = program.app.test_client().get("/api/v1/submissions", headers={"Authorization": header})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json["title"] == "token"


@pytest.mark.parametrize("column", ["expires", "revoked"])
def test_an_ended_token_opens_nothing(program: Program, database: Database, column: str) -> None:
    assert program.get("/").status_code == 200
    with database.session() as session:
        session.execute(update(ApiToken).values(**{column: datetime.now(UTC) - timedelta(seconds=1)}))
    assert program.get("/").status_code == 401


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/submissions"), ("GET", f"/submissions/{UUID(int=1)}"), ("POST", "/submissions"),
    ("GET", f"/reports/{UUID(int=1)}"), ("GET", "/usage"),
])  # fmt: skip
def test_each_door_asks_for_its_scope(program: Program, database: Database, method: str, path: str) -> None:
    needed = {"POST": "submissions:write"}.get(method, path[1:].partition("/")[0] + ":read")
    others = {"submissions:read", "submissions:write", "reports:read", "usage:read"} - {needed}
    without = token_for(database, program.world.course_id, others)
    answer = program.ask(method, path, without)
    assert (answer.status_code, answer.json["title"]) == (403, "scope")
    assert needed in answer.json["detail"]


def test_another_installations_submissions_do_not_exist(
    program: Program, files: FileStore, other_submission: tuple[UUID, UUID]
) -> None:
    in_hand(program, files)
    submission_id, run_id = other_submission
    assert program.get(f"/submissions/{submission_id}").status_code == 404
    assert program.get(f"/reports/{run_id}").status_code == 404
    assert len(program.get("/submissions").json["submissions"]) == 1
    assert program.get(f"/submissions?after={submission_id}").json["submissions"] == []


def test_a_blocked_installation_is_closed_to_programs(program: Program, database: Database) -> None:
    with database.session() as session:
        session.execute(update(Deployment).values(state="blocked"))
    assert program.get("/submissions").status_code == 403


def test_a_submission_tells_its_state_and_no_number(program: Program, database: Database, files: FileStore) -> None:
    scored(database, files, program.world, [("strong", "")])
    (told,) = program.get("/submissions").json["submissions"]
    assert (told["state"], told["attempt"], told["student"]["lti_sub"]) == ("done", 1, "4")
    assert told["reports"][0]["state"] == "scored"
    assert "strong" not in json.dumps(told)
    assert program.get(f"/submissions/{told['id']}").json == told


def test_where_names_are_hidden_nobody_is_named(program: Program, database: Database, files: FileStore) -> None:
    in_hand(program, files)
    with database.session() as session:
        session.execute(update(Assignment).values(anonymous=True))
    answer = program.get("/submissions")
    assert answer.json["submissions"][0]["student"] is None
    assert "Lindqvist" not in answer.text


def test_many_submissions_come_page_by_page_each_once(program: Program, files: FileStore) -> None:
    for number in range(5):
        in_hand(program, files, f"Text {number}.".encode())
    seen, after = [], ""
    for _ in range(3):
        page = program.get(f"/submissions?limit=2{after}").json
        seen += [one["attempt"] for one in page["submissions"]]
        after = f"&after={page['next']}"
    assert (sorted(seen), page["next"]) == ([1, 2, 3, 4, 5], None)


@pytest.mark.parametrize(("query", "found"), [
    ("state=queued", 1), ("state=scored", 0), ("since=2100-01-01T00:00:00Z", 0), ("since=2000-01-01T00:00:00Z", 1),
    (f"assignment={UUID(int=3)}", 0), (f"course={UUID(int=3)}", 0),
])  # fmt: skip
def test_submissions_are_filtered(program: Program, files: FileStore, query: str, found: int) -> None:
    in_hand(program, files)
    assert len(program.get(f"/submissions?{query}").json["submissions"]) == found


@pytest.mark.parametrize("query", ["state=good", "since=yesterday", "since=2026-01-01", "assignment=x", "after=1"])
def test_a_question_that_makes_no_sense_is_said_to_be_so(program: Program, query: str) -> None:
    answer = program.get(f"/submissions?{query}")
    assert (answer.status_code, answer.json["title"]) == (400, "request")


def test_a_report_comes_signed_with_its_caveats_and_is_noted(
    program: Program, database: Database, files: FileStore
) -> None:
    _, run_id = in_hand(program, files)
    assert program.get(f"/reports/{run_id}").status_code == 409
    with database.session() as session:
        session.execute(update(Run).values(state="unscorable", reason="too_short"))
    answer = program.get(f"/reports/{run_id}")
    assert answer.status_code == 200, answer.text
    told = json.loads(answer.text)
    assert told["signature"]["value"]
    with database.session() as session:
        last = session.query(AuditEntry).order_by(AuditEntry.number.desc()).first()
        assert last
        assert (last.action, last.actor) == ("report.exported", "program")


def test_a_text_is_brought_once_however_often_it_is_sent(program: Program, database: Database) -> None:
    typed = {"assignment": str(program.world.assignment_id), "student": "4", "text": "Brought by a program."}
    first = program.ask("POST", "/submissions", data=typed)
    again = program.ask("POST", "/submissions", json=typed)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["id"] == again.json["id"]
    assert program.get(first.headers["Location"].removeprefix("/api/v1")).json["state"] == "queued"
    with database.session() as session:
        assert session.query(Submission).count() == 1
        assert session.query(AuditEntry).filter(AuditEntry.action == "submission.imported").count() == 1


def test_a_file_is_brought_under_its_name(program: Program, database: Database) -> None:
    typed = {"assignment": str(program.world.assignment_id), "student": "4",
             "file": (io.BytesIO(b"A text in a file."), "../essay.txt")}  # fmt: skip
    assert program.ask("POST", "/submissions", data=typed).status_code == 201
    with database.session() as session:
        assert session.query(Submission).one().documents[0].file_name == "essay.txt"


@pytest.mark.parametrize(("changed", "status"), [
    ({"student": "2"}, 404), ({"student": "nobody"}, 404), ({"assignment": str(UUID(int=1))}, 404),
    ({"text": " "}, 400),
    ({"assignment": "x"}, 400), ({"student": ""}, 400), ({"assignment": 7}, 400), ({"text": ["x"]}, 400),
])  # fmt: skip
def test_a_text_for_nobody_is_refused(
    program: Program, database: Database, changed: dict[str, object], status: int
) -> None:
    typed = {"assignment": str(program.world.assignment_id), "student": "4", "text": "A text."} | changed
    answer = program.ask("POST", "/submissions", json=typed)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    with database.session() as session:
        assert session.query(Submission).count() == 0


def test_an_assignment_of_another_installation_takes_nothing(
    program: Program, database: Database, other_submission: tuple[UUID, UUID]
) -> None:
    with database.session() as session:
        theirs = session.get_one(Submission, other_submission[0]).assignment_id
    typed = {"assignment": str(theirs), "student": "4", "text": "A text."}
    assert program.ask("POST", "/submissions", json=typed).status_code == 404


def test_what_is_no_object_is_refused(program: Program) -> None:
    for body in ("[]", "7", "null", "{"):
        answer = program.ask("POST", "/submissions", data=body, content_type="application/json")
        assert answer.status_code == 400


def test_usage_is_of_the_tokens_installation(
    program: Program, database: Database, files: FileStore, other_submission: tuple[UUID, UUID]
) -> None:
    scored(database, files, program.world, [("strong", "")] * 6)
    told = program.get("/usage").json
    assert told["total"] == 6
    assert len(told["installations"]) == 1
    assert told["outcomes"][0]["share"] is None


def test_unknown_addresses_are_problems_and_no_pages(program: Program) -> None:
    for method, path in (("GET", "/nowhere"), ("DELETE", "/submissions"), ("GET", "/reports/x")):
        answer = program.ask(method, path)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_when_a_token_was_used_is_written_down_now_and_then(program: Program, database: Database) -> None:
    program.get("/")
    with database.session() as session:
        first = session.query(ApiToken).one().used
    program.get("/")
    with database.session() as session:
        assert first is not None
        assert session.query(ApiToken).one().used == first


def test_no_cookie_is_taken_or_given(program: Program) -> None:
    assert "Set-Cookie" not in program.get("/submissions").headers


@pytest.mark.parametrize("months", ["1", "11", "-3", "1200"])
def test_no_two_periods_can_be_taken_from_each_other_to_find_a_hidden_number(program: Program, months: str) -> None:
    answer = program.get(f"/usage?months={months}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert "months" in answer.json["detail"]
