"""`caveat admin retention` and `institution`: shown, decided after a word, and written down."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from plugin.cli import main
from plugin.config import Settings
from plugin.services import institution, retention
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Submission
from tests.cli_environment import set_environment
from tests.databases import migrated
from tests.services.test_forgetting import age
from tests.services.world import hand_in, make_world


@pytest.fixture
def database(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    set_environment(monkeypatch, tmp_path)
    database = migrated(settings)
    yield database
    database.dispose()


def kept(database: Database) -> int:
    with database.session() as session:
        return institution.read(session).keep_days


def test_at_first_nobody_has_decided(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "retention"]) == 0
    assert "nobody has decided this yet" in capsys.readouterr().out


def test_nothing_goes_unasked(
    database: Database, files: FileStore, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.session() as session:
        hand_in(session, files, make_world(session))
        session.execute(update(Submission).values(created=datetime.now(UTC) - timedelta(days=400)))
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert main(["admin", "retention", "--days", "365"]) == 1
    assert "1 submissions would be deleted" in capsys.readouterr().out
    assert kept(database) == 0
    assert main(["admin", "retention", "--days", "365", "--yes"]) == 0
    assert kept(database) == 365


def test_a_proof_is_json_and_fails_while_something_is_overdue(
    database: Database, files: FileStore, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.session() as session:
        hand_in(session, files, make_world(session))
        session.execute(update(Submission).values(created=datetime.now(UTC) - timedelta(days=400)))
    age(files)
    main(["admin", "retention", "--days", "365", "--yes"])
    capsys.readouterr()
    assert main(["admin", "retention", "proof"]) == 1
    assert json.loads(capsys.readouterr().out)["overdue_submissions"] == 1
    age(files)  # one that was put a moment ago is waited for
    retention.sweep(database, files)
    assert main(["admin", "retention", "proof", "--since", datetime.now(UTC).date().isoformat()]) == 0
    told = capsys.readouterr().out
    (deletion,) = json.loads(told)["deletions"]
    assert (deletion["action"], deletion["facts"]["submissions"]) == ("retention.deleted", 1)
    assert "Lindqvist" not in told


@pytest.mark.parametrize("days", ["-1", "x", "1.5", "99999999"])
def test_what_is_no_number_of_days_is_refused(database: Database, days: str) -> None:
    assert main(["admin", "retention", f"--days={days}"]) == 2


def test_the_institution_is_named(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "institution", "--name", "Uni", "--contact", "us@uni.example"]) == 0
    assert main(["admin", "institution"]) == 0
    assert "us@uni.example" in capsys.readouterr().out
    assert main(["admin", "institution", "--name", "two\nlines"]) == 2
