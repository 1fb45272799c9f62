"""`caveat register` and `caveat admin`: inviting, looking at connections, keys, forgetting."""

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from plugin import cli_connect
from plugin.cli import main
from plugin.config import Settings
from plugin.lms import addresses
from plugin.services import connecting
from plugin.services.connection_check import Finding
from plugin.services.platforms import key_set
from plugin.store.queries import platforms
from plugin.store.session import Database
from tests.cli_environment import set_environment
from tests.databases import migrated

ISSUER = "https://moodle.example.edu"
REGISTER = ["register", "--issuer", ISSUER, "--client-id", "c1", "--auth-url", ISSUER + "/auth",
            "--token-url", ISSUER + "/token", "--jwks-url", ISSUER + "/jwks"]  # fmt: skip


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_environment(monkeypatch, tmp_path)
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: ["93.184.216.34"])
    monkeypatch.setattr(cli_connect, "examine", lambda http, platform, key: [Finding("ok", "keys", "2 RSA keys")])


@pytest.fixture
def database(tmp_path: Path, settings: Settings) -> Iterator[Database]:
    assert settings.database_url.endswith(str(tmp_path / "caveat.db"))  # where the command looks for it
    database = migrated(settings)
    yield database
    database.dispose()


def said(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    return captured.out + captured.err


def registration_id(database: Database) -> str:
    with database.session() as session:
        return str(platforms.registrations(session)[0].id)


def test_an_invitation_is_printed_once_and_kept_as_a_hash(
    database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["admin", "invite", "--note", "law school", "--days", "3"]) == 0
    link = said(capsys).splitlines()[0]
    assert link.startswith("https://caveat.example.edu/lti/register?invitation=")
    token = parse_qs(urlsplit(link).query)["invitation"][0]
    with database.session() as session:
        assert connecting.open_invitation(session, token).remark == "law school"
    assert token.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("caveat.db*"))


def test_invitations_are_listed_and_withdrawn(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    main(["admin", "invite", "--note", "law school"])
    said(capsys)
    main(["admin", "invitations"])
    row = said(capsys)
    assert "open" in row
    assert "law school" in row
    assert main(["admin", "revoke-invitation", row.split()[0]]) == 0
    assert main(["admin", "revoke-invitation", row.split()[0]]) == 1
    said(capsys)
    main(["admin", "invitations"])
    assert said(capsys) == ""


@pytest.mark.parametrize("days", ["0", "-1", "1000"])
def test_an_invitation_lives_for_some_days(database: Database, capsys: pytest.CaptureFixture[str], days: str) -> None:
    assert main(["admin", "invite", "--days", days]) == 2
    assert "--days must be between" in said(capsys)


@pytest.mark.parametrize(("option", "value", "words"), [
    ("--jwks-url", "http://moodle.example.edu/jwks", "not https"),
    ("--token-url", "https://10.0.0.7/token", "not a public address"),
    ("--auth-url", "ftp://moodle.example.edu/", "not an http address"),
    ("--issuer", "moodle.example.edu", "not an http address"),
])  # fmt: skip
def test_register_refuses_an_address_that_caveat_will_not_call(
    database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    option: str, value: str, words: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: [host if host[0] == "1" else "93.184.216.34"])
    assert main([*REGISTER, option, value]) == 2
    told = said(capsys)
    assert option in told
    assert words in told
    assert "CAVEAT_CAMPUS_HOSTS" in told
    with database.session() as session:
        assert platforms.registrations(session) == []


def test_register_tries_the_connection_and_keeps_it_whatever_comes_of_that(
    database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main([*REGISTER, "--name", "Law school"]) == 0
    assert "ok   keys: 2 RSA keys" in said(capsys)
    bad = [Finding("FAIL", "keys", "not readable", "Check --jwks-url.")]
    monkeypatch.setattr(cli_connect, "examine", lambda http, platform, key: bad)
    assert main(REGISTER) == 1
    told = said(capsys)
    assert "Check --jwks-url." in told
    assert f"caveat admin test-connection {registration_id(database)}" in told
    assert main(["admin", "test-connection", registration_id(database)]) == 1


def test_a_connection_can_be_tried_later(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    main([*REGISTER, "--no-test"])
    said(capsys)
    assert main(["admin", "test-connection", registration_id(database)]) == 0
    assert "2 RSA keys" in said(capsys)
    assert main(["admin", "test-connection", "00000000-0000-0000-0000-000000000000"]) == 1


def test_show_prints_what_each_lms_asks_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["register", "--show"]) == 0
    told = said(capsys)
    for family in ("Canvas", "Moodle", "Brightspace", "Blackboard", "Open edX"):
        assert family in told
    assert "JSON URL: https://caveat.example.edu/lti/canvas.json" in told


def test_deployments_that_wait_come_first_with_their_age_and_the_lms_name(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*REGISTER, "--name", "Law school", "--deployment-id", "1"])
    with database.session() as session:
        platforms.deployment(session, platforms.registrations(session)[0].id, "2")
    said(capsys)
    main(["admin", "deployments"])
    first, second, hint = said(capsys).splitlines()
    assert ("pending" in first, "just now" in first, "Law school" in first) == (True, True, True)
    assert "approved" in second
    assert "caveat admin approve" in hint


def test_a_key_that_no_longer_signs_can_be_retired_and_the_one_that_signs_cannot(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*REGISTER, "--no-test"])
    main(["admin", "rotate-key", "--now"])
    said(capsys)
    main(["admin", "keys"])
    new, old = said(capsys).splitlines()
    assert ("signs" in new, "published" in old) == (True, True)
    assert main(["admin", "retire-key", new.split()[0]]) == 1
    assert "rotate-key" in said(capsys)
    assert main(["admin", "retire-key", old.split()[0]]) == 0
    assert main(["admin", "retire-key", old.split()[0]]) == 1
    with database.session() as session:
        assert [key["kid"] for key in key_set(session)["keys"]] == [new.split()[0]]


def test_a_registration_is_renamed(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    main([*REGISTER, "--no-test"])
    assert main(["admin", "rename-registration", registration_id(database), "Law school"]) == 0
    said(capsys)
    main(["admin", "registrations"])
    assert "Law school" in said(capsys)
    assert main(["admin", "rename-registration", "00000000-0000-0000-0000-000000000000", "x"]) == 1


def test_nothing_is_forgotten_unasked(
    database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main([*REGISTER, "--no-test", "--deployment-id", "1"])
    row = registration_id(database)
    monkeypatch.setattr("sys.stdin", io.StringIO("c1\n"))
    assert main(["admin", "forget-registration", row]) == 1
    assert "Say --yes" in said(capsys)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda words: "another")
    assert main(["admin", "forget-registration", row]) == 1
    monkeypatch.setattr("builtins.input", lambda words: "c1")
    assert main(["admin", "forget-registration", row]) == 0
    told = said(capsys)
    assert "1  deployments" in told
    with database.session() as session:
        assert platforms.registrations(session) == []
    assert main(["admin", "forget-registration", row, "--yes"]) == 1


def test_a_new_key_is_published_a_day_before_it_signs(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    main(["admin", "rotate-key"])
    said(capsys)
    main(["admin", "keys"])
    new, old = said(capsys).splitlines()
    assert ("waiting" in new, "signs from" in new, "signs" in old) == (True, True, True)
    with database.session() as session:
        assert len(key_set(session)["keys"]) == 2
        signing = platforms.signing_key(session)
        assert signing is not None
        assert signing.kid == old.split()[0]
    assert main(["admin", "retire-key", old.split()[0]]) == 1  # nothing else signs yet
