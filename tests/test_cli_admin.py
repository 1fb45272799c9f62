"""`caveat admin`: administrators, audit, tokens and usage by command."""

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from plugin.cli import main
from plugin.services import audit
from plugin.services.audit import COMMAND
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Administrator, AuditEntry, Course, GradeReturn
from tests.cli_environment import set_environment
from tests.services.scored import scored
from tests.services.world import hand_in, make_world


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Database:
    set_environment(monkeypatch, tmp_path)
    main(["migrate"])
    capsys.readouterr()
    return Database(f"sqlite:///{tmp_path / 'caveat.db'}")


@pytest.fixture
def ada(database: Database) -> Database:
    with database.session() as session:
        session.add(Administrator(name="ada", password="x"))
    return database


def test_a_setup_link_is_printed_until_there_is_an_administrator(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["admin", "setup-link"]) == 0
    assert re.match(r"https://caveat\.example\.edu/admin/begin\?link=[\w-]{43}\n", capsys.readouterr().out)
    with database.session() as session:
        session.add(Administrator(name="ada"))
    assert main(["admin", "setup-link"]) == 1
    assert "administrator_there" in capsys.readouterr().err


def test_administrators_are_listed_invited_and_reset(ada: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "administrators", "list"]) == 0
    assert "ada  on" in capsys.readouterr().out
    for verb in (["invite", "--note", "grace"], ["reset", "Ada"]):
        assert main(["admin", "administrators", *verb]) == 0
        assert "/admin/begin?link=" in capsys.readouterr().out


def test_open_links_are_listed_and_withdrawn(ada: Database, capsys: pytest.CaptureFixture[str]) -> None:
    main(["admin", "administrators", "invite", "--note", "grace"])
    main(["admin", "administrators", "reset", "ada"])
    capsys.readouterr()
    assert main(["admin", "administrators", "links"]) == 0
    listed = capsys.readouterr().out
    assert "  grace\n" in listed
    assert "new secrets of ada" in listed
    for line in listed.splitlines():
        assert main(["admin", "administrators", "withdraw", line.split()[0]]) == 0
    assert main(["admin", "administrators", "withdraw", str(uuid4())]) == 1
    capsys.readouterr()
    main(["admin", "administrators", "links"])
    assert capsys.readouterr().out == "No link is open.\n"


def test_the_last_administrator_is_neither_disabled_nor_removed(
    ada: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    for verb in ("disable", "remove"):
        assert main(["admin", "administrators", verb, "ada"]) == 1
        assert "last_administrator" in capsys.readouterr().err
    assert main(["admin", "administrators", "disable", "nobody"]) == 1


def test_the_audit_log_is_shown_and_checked(ada: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with ada.session() as session:
        audit.note(session, COMMAND, "key.made", kid="k1")
    assert main(["admin", "audit"]) == 0
    assert "A key that signs to the LMSs was made.  kid=k1" in capsys.readouterr().out
    assert main(["admin", "audit", "--check"]) == 0
    with ada.session() as session:
        session.get_one(AuditEntry, 1).action = "key.retired"
    assert main(["admin", "audit", "--check"]) == 1
    assert "Entry 1" in capsys.readouterr().err
    assert main(["admin", "audit", "--csv"]) == 0
    assert capsys.readouterr().out.startswith("number,at,actor")


def test_a_log_that_was_cut_off_at_its_end_does_not_hold_what_was_kept_of_it(
    ada: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with ada.session() as session:
        for kid in ("k1", "k2", "k3"):
            audit.note(session, COMMAND, "key.made", kid=kid)
    assert main(["admin", "audit", "--check"]) == 0
    kept = capsys.readouterr().out.split()[-2:]
    assert main(["admin", "audit", "--check", "--kept", *kept]) == 0
    with ada.session() as session:
        session.delete(session.get_one(AuditEntry, int(kept[0])))
    assert main(["admin", "audit", "--check"]) == 0
    with ada.session() as session:
        audit.note(session, COMMAND, "key.made", kid="another")  # in the place of the one that was cut off
    assert main(["admin", "audit", "--check", "--kept", *kept]) == 1
    assert "cut off" in capsys.readouterr().err


def test_the_audit_log_is_looked_through_as_on_its_page(ada: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with ada.session() as session:
        audit.note(session, COMMAND, "key.made", kid="k1")
        audit.note(session, COMMAND, "key.retired", subject_id=UUID(int=5))
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    for asked, entries in (
        (["--action", "key.made"], 1),
        (["--actor", "learner"], 0),
        (["--actor", "command"], 2),
        (["--id", str(UUID(int=5))], 1),
        (["--since", today, "--until", today], 2),
        (["--until", "2026-01-01"], 0),
    ):
        assert main(["admin", "audit", *asked]) == 0
        assert len(capsys.readouterr().out.splitlines()) == entries
        main(["admin", "audit", "--csv", *asked])
        assert len(capsys.readouterr().out.splitlines()) == entries + 1
    with pytest.raises(SystemExit):
        main(["admin", "audit", "--since", "yesterday"])
    assert "is no day" in capsys.readouterr().err


def test_marks_that_no_lms_took_are_sent_again(
    ada: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ada.session() as session:
        handed_in = hand_in(session, FileStore(tmp_path / "files"), make_world(session))
        session.add(
            GradeReturn(submission_id=handed_in.submission_id, mark=1, maximum=2, state="given_up",
                        updated=datetime.now(UTC))
        )  # fmt: skip
    assert main(["admin", "retry", "marks"]) == 0
    assert "again: 1;" in capsys.readouterr().out
    with ada.session() as session:
        assert session.query(GradeReturn).one().state == "pending"


def test_a_token_is_made_listed_and_revoked(ada: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "tokens", "make", "dashboard", "--scope", "usage:read"]) == 0
    assert capsys.readouterr().out.startswith("caveat_")
    main(["admin", "tokens", "list"])
    listed = capsys.readouterr().out
    assert "works    usage:read  all  never used  dashboard" in listed
    assert main(["admin", "tokens", "revoke", listed.split()[0]]) == 0
    assert main(["admin", "tokens", "revoke", str(uuid4())]) == 1
    assert main(["admin", "tokens", "make", "x", "--scope", "reports:read"]) == 1


def test_usage_says_what_its_numbers_are_not(ada: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "usage"]) == 0
    said = capsys.readouterr().out
    assert "not the share of AI use" in said
    assert "outcome  strong  texts: 0" in said
    assert main(["admin", "usage", "--csv"]) == 0
    assert capsys.readouterr().out.startswith("table,row,column,value")


def test_a_table_of_the_command_line_begins_no_formula_either(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.session() as session:
        world = make_world(session)
        session.get_one(Course, world.course_id).title = "=1+1"
    scored(database, FileStore(tmp_path / "files"), world, [("strong", "")] * 6)
    assert main(["admin", "usage", "--csv"]) == 0
    told = capsys.readouterr().out
    assert "'=1+1" in told
    assert ",=1+1" not in told
