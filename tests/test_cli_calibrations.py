"""`caveat admin calibrations` and `caveat admin methods` do what the pages do."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from plugin.cli import main
from plugin.config import Settings
from plugin.services import calibrations, institution
from plugin.store.session import Database
from plugin.store.tables import AuditEntry, Calibration, Job
from tests.web.admin.test_calibrations import MADE, facts


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database) -> None:
    for name, value in {
        "SECRET_KEY": settings.secret_key, "BASE_URL": settings.base_url, "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url,
    }.items():  # fmt: skip
        monkeypatch.setenv(f"CAVEAT_{name}", value)


@pytest.fixture
def known(database: Database) -> None:
    with database.session() as session:
        calibrations.record(session, "en-1", "en", facts("built-in", 2449))
        calibrations.record(session, "ours", "en", MADE)


@pytest.mark.usefixtures("known")
def test_they_are_listed_with_what_each_promises_and_the_one_in_use_is_marked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["admin", "calibrations", "list"]) == 0
    said = capsys.readouterr().out
    assert "* en-1  ready  2,449 human texts; 5 in 100 line: at most 9 in 100" in said
    assert "  ours  ready  120 human texts" in said


@pytest.mark.usefixtures("known")
def test_another_is_used_and_discarded_only_when_it_is_not(
    database: Database, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["admin", "calibrations", "use", "ours"]) == 0
    assert main(["admin", "calibrations", "discard", "ours"]) == 1
    assert "Choose another one first" in capsys.readouterr().err
    assert main(["admin", "calibrations", "use", "built-in"]) == 0
    assert main(["admin", "calibrations", "discard", "ours"]) == 0
    with database.session() as session:
        assert calibrations.in_use(session, settings) == ""
        assert {entry.actor for entry in session.query(AuditEntry)} == {"command"}


def test_a_zip_is_queued_for_the_scorer(database: Database, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "essays.zip", "w") as archive:
        archive.writestr("one.txt", "An essay.")
    make: list[Any] = ["admin", "calibrations", "make", str(tmp_path / "essays.zip"), "--name", "ours"]
    assert main(make) == 1  # nobody promised that people wrote it
    assert main([*make, "--before-november-2022"]) == 0
    assert main(["admin", "calibrations", "make", str(tmp_path / "none.zip"), "--name", "x"]) == 1
    with database.session() as session:
        assert [(row.name, row.state) for row in session.query(Calibration)] == [("ours", "waiting")]
        assert session.query(Job).one().state == "queued"


def test_one_that_the_command_made_is_listed_when_it_is_whole(
    database: Database, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.scoring.made_up import raw
    from workers.scoring.local_calibration import sealed

    file = calibrations.file_of(settings, "ours")
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(sealed(raw(id="ours", kind="local"))))
    assert main(["admin", "calibrations", "add", "ours"]) == 0
    assert main(["admin", "calibrations", "use", "ours"]) == 0
    file.write_text(file.read_text().replace("en", "de", 1))
    assert main(["admin", "calibrations", "add", "ours"]) == 1
    assert "broken off, was edited" in capsys.readouterr().err


def test_a_method_is_switched_and_all_are_listed(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "methods", "off", "gltr"]) == 0
    assert "off     gltr" in capsys.readouterr().out
    with database.session() as session:
        assert institution.read(session).methods_off == ("gltr",)
    assert main(["admin", "methods", "on", "gltr"]) == 0
    assert main(["admin", "methods"]) == 0
    assert "always  ensemble" in capsys.readouterr().out
    assert main(["admin", "methods", "off", "ensemble"]) == 1
