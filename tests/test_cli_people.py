"""`caveat admin` finds, exports and erases one person."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.cli import main
from plugin.config import Settings
from plugin.store.files import FileStore
from plugin.store.queries import platforms
from plugin.store.session import Database
from plugin.store.tables import Person
from tests.cli_environment import set_environment
from tests.databases import migrated
from tests.services.world import World, hand_in, make_world


@pytest.fixture
def database(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    set_environment(monkeypatch, tmp_path)
    database = migrated(settings)
    yield database
    database.dispose()


@pytest.fixture
def world(database: Database, files: FileStore) -> World:
    with database.session() as session:
        world = make_world(session)
        hand_in(session, files, world)
    return world


def registration_id(database: Database) -> str:
    with database.session() as session:
        return str(platforms.registrations(session)[0].id)


@pytest.mark.parametrize("asked", ["lindq", "4"])
def test_somebody_is_found_by_name_or_id(
    database: Database, world: World, capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    assert main(["admin", "find-person", registration_id(database), asked]) == 0
    assert str(world.student_id) in capsys.readouterr().out


@pytest.mark.parametrize("asked", ["%", "_", "nobody"])
def test_nobody_is_found_by_what_is_in_no_name(database: Database, world: World, asked: str) -> None:
    assert main(["admin", "find-person", registration_id(database), asked]) == 1


def test_an_export_is_written_once_for_its_owner_alone(database: Database, world: World, tmp_path: Path) -> None:
    target = tmp_path / "mei.zip"
    assert main(["admin", "export-person", str(world.student_id), str(target)]) == 0
    assert target.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(target) as archive:
        assert json.loads(archive.read("person.json"))["person"]["name"] == "Mei Lindqvist"
        assert archive.read("submissions/001/document-1.txt") == b"An essay."
    assert main(["admin", "export-person", str(world.student_id), str(target)]) == 1


def test_nobody_is_erased_unasked(
    database: Database, world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    erase = ["admin", "erase-person", str(world.student_id)]
    monkeypatch.setattr("sys.stdin", io.StringIO("4\n"))
    assert main(erase) == 1
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda words: "Mei")
    assert main(erase) == 1
    monkeypatch.setattr("builtins.input", lambda words: "4")
    monkeypatch.setattr("plugin.services.erasure.time.sleep", lambda seconds: None)
    monkeypatch.setattr("plugin.store.files.FRESH_SECONDS", -1)
    assert main(erase) == 0
    assert "1  submissions" in capsys.readouterr().out
    with database.session() as session:
        assert session.get(Person, world.student_id) is None
    assert main([*erase, "--yes"]) == 1
