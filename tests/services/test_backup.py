"""A house goes into a folder and comes out of it whole, or not at all."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.config import Settings
from plugin.file_settings import FileSettings
from plugin.services import audit, backup
from plugin.services.audit import SYSTEM
from plugin.services.backup import BackupError, House
from plugin.storage import files_of
from plugin.store.session import Database
from plugin.store.tables import Document, Submission
from tests.databases import migrated
from tests.services.world import hand_in, make_world

ESSAY = b"What only its writer and its reader are to know."


@pytest.fixture(params=["in plain", "sealed"])
def house(request: pytest.FixtureRequest, settings: Settings) -> Iterator[House]:
    database = migrated(settings)
    yield filled(database, replace(settings, files=FileSettings(encrypt=request.param == "sealed")))
    database.dispose()


def filled(database: Database, settings: Settings) -> House:
    house = House(database, files_of(settings), settings.calibrations_dir)
    with database.session() as session:
        hand_in(session, house.files, make_world(session), ESSAY)
        audit.note(session, SYSTEM, "run.retried", runs=1)
    house.calibrations.mkdir()
    (house.calibrations / "ours.json").write_text('{"numbers": 1}')
    return house


@pytest.fixture
def new(settings: Settings, tmp_path: Path) -> Iterator[House]:
    settings = replace(settings, data_dir=tmp_path / "new", database_url=f"sqlite:///{tmp_path / 'new' / 'caveat.db'}")
    database = migrated(settings)
    yield House(database, files_of(settings), settings.calibrations_dir)
    database.dispose()


def test_it_comes_back_whole(database: Database, settings: Settings, new: House, tmp_path: Path) -> None:
    house = filled(database, settings)
    written = backup.write(house, tmp_path / "backup")
    assert backup.restore(new, tmp_path / "backup") == written
    assert (written.files, written.lacking) == (1, 0)
    with new.database.session() as session:
        assert new.files.get(session.query(Document).one().sha256) == ESSAY
    assert backup.broken_audit(new.database) is None
    assert (new.calibrations / "ours.json").read_text() == '{"numbers": 1}'


def test_nobody_else_reads_it_and_what_was_sealed_stays_so(house: House, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir(mode=0o755)  # somebody's own, before
    backup.write(house, tmp_path / "backup")
    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert all(path.stat().st_mode & 0o077 == 0 for path in [*files, *(tmp_path / "backup").iterdir()])
    is_sealed = house.files.put(ESSAY) not in str(files)
    assert any(ESSAY in path.read_bytes() for path in files) is not is_sealed


def test_a_house_that_holds_something_is_left_alone(house: House, new: House, tmp_path: Path) -> None:
    backup.write(house, tmp_path / "backup")
    with pytest.raises(BackupError, match="not empty"):
        backup.restore(house, tmp_path / "backup")
    with house.database.session() as session:
        assert session.query(Submission).count() == 1


@pytest.mark.parametrize("file", ["rows.jsonl.gz", "SHA256SUMS", "manifest.json", "files"])
def test_a_backup_that_was_changed_or_cut_off_is_refused(house: House, new: House, tmp_path: Path, file: str) -> None:
    backup.write(house, tmp_path / "backup")
    found = tmp_path / "backup" / file
    found = next(found.glob("*/*")) if found.is_dir() else found
    found.write_bytes(found.read_bytes()[:-5])
    with pytest.raises(BackupError, match="changed or cut off|no whole backup"):
        backup.restore(new, tmp_path / "backup")
    assert not (tmp_path / "new").exists() or not list((tmp_path / "new").glob("files/*/*"))


def test_one_of_another_version_is_refused(house: House, new: House, tmp_path: Path) -> None:
    backup.write(house, tmp_path / "backup")
    manifest = tmp_path / "backup" / backup.MANIFEST
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"version": "9999"}))
    with pytest.raises(BackupError, match="version 9999"):
        backup.restore(new, tmp_path / "backup")


def test_a_folder_that_holds_something_is_not_written_into(house: House, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="not empty"):
        backup.write(house, house.calibrations)


def test_files_that_are_gone_are_counted(house: House, new: House, tmp_path: Path, settings: Settings) -> None:
    with house.database.session() as session:
        sha256 = session.query(Document).one().sha256
    house.files.place.drop(house.files._names(sha256)[0])
    assert backup.write(house, tmp_path / "backup").lacking == 1
    assert backup.restore(new, tmp_path / "backup").lacking == 1


def test_files_whose_key_is_not_set_are_counted(house: House, new: House, tmp_path: Path, settings: Settings) -> None:
    is_sealed = house.files.put(ESSAY) not in str(list(settings.files_dir.glob("*/*")))
    backup.write(house, tmp_path / "backup")
    other = replace(settings, secret_key="z" * 40, data_dir=tmp_path / "new")
    assert backup.restore(replace(new, files=files_of(other)), tmp_path / "backup").lacking == int(is_sealed)


def test_the_command_says_what_was_done_and_that_keys_are_not_in_it(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from plugin.cli import main
    from tests.cli_environment import set_environment

    set_environment(monkeypatch, tmp_path)
    migrated(settings).dispose()
    assert main(["backup", str(tmp_path / "backup")]) == 0
    said = capsys.readouterr().out
    assert "rows at version" in said
    assert "Secret keys are not in it" in said
    set_environment(monkeypatch, tmp_path / "new")
    assert main(["restore", str(tmp_path / "backup")]) == 0
    assert main(["restore", str(tmp_path / "backup")]) == 1
    assert "not empty" in capsys.readouterr().err
