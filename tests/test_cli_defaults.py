"""`caveat admin defaults`."""

from pathlib import Path

import pytest

from plugin.cli import main
from tests.cli_environment import set_environment


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_environment(monkeypatch, tmp_path)
    main(["migrate"])


def line(capsys: pytest.CaptureFixture[str], name: str) -> list[str]:
    capsys.readouterr()
    assert main(["admin", "defaults", "show"]) == 0
    return next(row.split() for row in capsys.readouterr().out.splitlines() if row.startswith(name))


def test_a_setting_is_set_locked_shown_and_unlocked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "defaults", "set", "student_sees", "released"]) == 0
    assert main(["admin", "defaults", "lock", "student_sees", "reply_days"]) == 0
    assert line(capsys, "student_sees") == ["student_sees", "locked", "released"]
    assert line(capsys, "reply_days") == ["reply_days", "locked", "14"]
    assert main(["admin", "defaults", "unlock", "reply_days"]) == 0
    assert line(capsys, "reply_days") == ["reply_days", "14"]


def test_what_cannot_be_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "defaults", "set", "reply_days", "1000"]) == 1
    assert "whole number" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["admin", "defaults", "lock", "everything"])
