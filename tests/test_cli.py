"""The command: what it prints and what it exits with."""

from pathlib import Path

import pytest

from plugin.cli import main
from plugin.store.queries import platforms
from plugin.store.session import Database
from tests.cli_environment import set_environment

ISSUER = "https://moodle.example.edu"
REGISTER = ["register", "--no-test", "--issuer", ISSUER, "--client-id", "c1", "--auth-url", ISSUER + "/auth",
            "--token-url", ISSUER + "/token", "--jwks-url", ISSUER + "/jwks"]  # fmt: skip


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_environment(monkeypatch, tmp_path)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    main(["migrate"])
    return Database(f"sqlite:///{tmp_path / 'caveat.db'}")


def test_a_missing_setting_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CAVEAT_SECRET_KEY")
    assert main(["migrate"]) == 2
    assert "CAVEAT_SECRET_KEY" in capsys.readouterr().err


def test_register_shows_what_to_enter_in_the_lms(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["register", "--show"]) == 0
    said = capsys.readouterr().out
    for path in ("/lti/launch", "/lti/login", "/lti/jwks"):
        assert "https://caveat.example.edu" + path in said


def test_register_names_what_is_still_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["register", "--issuer", ISSUER]) == 2
    assert "--client-id, --auth-url" in capsys.readouterr().err


def test_registering_twice_changes_the_one_registration(database: Database) -> None:
    assert main([*REGISTER, "--deployment-id", "4"]) == 0
    assert main([*REGISTER[:-1], ISSUER + "/new-jwks"]) == 0
    with database.session() as session:
        (row,) = platforms.registrations(session)
        assert row.jwks_url == ISSUER + "/new-jwks"
        assert [d.state for d in platforms.deployments(session)] == ["approved"]


def test_a_deployment_is_approved_and_blocked(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    main(REGISTER)
    with database.session() as session:
        waiting = platforms.deployment(session, platforms.registrations(session)[0].id, "9").id
    for verb, state in (("approve", "approved"), ("block", "blocked")):
        assert main(["admin", verb, str(waiting)]) == 0
        main(["admin", "deployments"])
        assert state in capsys.readouterr().out
    assert main(["admin", "approve", "00000000-0000-0000-0000-000000000000"]) == 1


def test_a_rotated_key_leaves_the_old_one_published(database: Database) -> None:
    from plugin.services.platforms import key_set

    main(REGISTER)
    main(["admin", "rotate-key", "--now"])
    with database.session() as session:
        assert len(key_set(session)["keys"]) == 2
        newest = platforms.signing_key(session)
        assert newest is not None
        assert key_set(session)["keys"][0]["kid"] == newest.kid
        assert "d" not in newest.public_jwk


def test_the_queue_is_shown(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "queue"]) == 0
    assert "nothing waits" in capsys.readouterr().out
    assert main(["admin", "retry", "all"]) == 0


def test_the_doctor_says_what_to_do(
    database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAVEAT_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("CAVEAT_MODEL", "/no/such/model")
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "ok   database" in said
    assert "FAIL broker" in said
    assert "CAVEAT_REDIS_URL" in said
    assert "FAIL model" in said


def test_a_secret_key_that_changed_is_told_by_the_doctor(
    database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(REGISTER)
    monkeypatch.setenv("CAVEAT_SECRET_KEY", "z" * 40)
    monkeypatch.setenv("CAVEAT_MODEL", "/no/such/model")
    main(["doctor"])
    assert "FAIL keys" in capsys.readouterr().out


def test_a_retry_of_what_is_no_run_is_said_in_one_line(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["admin", "retry", "xyz"])
    assert ended.value.code == 2
    assert "a run's id, all, or marks" in capsys.readouterr().err


def test_a_retry_of_no_run_that_failed_says_so(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "retry", "00000000-0000-0000-0000-000000000000"]) == 1
    said = capsys.readouterr()
    assert (said.out, "No failed run has that id" in said.err) == ("", True)


def test_a_database_that_was_never_migrated_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "queue"]) == 2
    assert "caveat migrate" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "value", "said"), [
    ("CAVEAT_BASE_RATE", "often", "CAVEAT_BASE_RATE"),
    ("CAVEAT_MODEL", "/no/such/model", "cannot be loaded"),
])  # fmt: skip
def test_scoring_files_says_what_is_wrong_with_a_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["score", __file__]) == 2
    assert said in capsys.readouterr().err
