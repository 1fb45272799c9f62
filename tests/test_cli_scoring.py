"""`caveat train`: what it hands on, and what it refuses before anything is read."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from plugin.cli import main
from workers import train as room
from workers.training.examples import ExampleError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CAVEAT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CAVEAT_MODEL", "a/model")
    monkeypatch.setenv("CAVEAT_DEVICE", "cpu")
    (tmp_path / "genres.json").write_text(json.dumps({"school": ["a", "b"], "news": ["c"]}))
    return tmp_path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []

    def train(order: Any) -> Path:
        found.append(order)
        return Path("made.json")

    monkeypatch.setattr(room, "train", train)
    return found


def command(folder: Path, *more: str, name: str = "ours", genres: str = "genres.json") -> list[str]:
    return ["train", "--read", "a.jsonl", "b.jsonl.gz", "--name", name, "--genres", str(folder / genres), *more]


def test_what_is_asked_for_is_handed_on(folder: Path, asked: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    more = ["--words", "w.jsonl", "--doubtful", "c", "d", "--language", "zh", "--processes", "2",
            "--cache", str(folder / "kept"), "--out", str(folder / "out")]  # fmt: skip
    assert main(command(folder, *more)) == 0
    (order,) = asked
    assert order == room.Order(
        "ours", "zh", (Path("a.jsonl"), Path("b.jsonl.gz")), (Path("w.jsonl"),), frozenset("cd"),
        (frozenset("ab"), frozenset("c")), "a/model", folder / "kept", folder / "data" / "cache", folder / "out", 2,
        "cpu", "auto",
    )  # fmt: skip
    assert "made.json" in capsys.readouterr().out


def test_without_folders_all_goes_where_languages_look_for_it(folder: Path, asked: list[Any]) -> None:
    assert main(command(folder)) == 0
    assert asked[0].out == folder / "data"
    assert asked[0].cache == folder / "data" / "cache" / "training"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("no JSON", "cannot be read"),
        ('["a", "b"]', "must hold genres"),
        ('{"school": "a"}', "must hold genres"),
        ('{"school": [1]}', "must hold genres"),
        ('{"school": ["a"], "news": ["a"]}', "puts a in two genres"),
    ],
)
def test_genres_that_are_none_are_named(
    folder: Path, asked: list[Any], capsys: pytest.CaptureFixture[str], content: str | None, said: str
) -> None:
    if content is not None:
        (folder / "bad.json").write_text(content)
    assert main(command(folder, genres="bad.json")) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert not asked


@pytest.mark.parametrize("name", ["../elsewhere", "", "a b", "-x/"])
def test_a_name_that_leads_elsewhere_is_refused(folder: Path, asked: list[Any], name: str) -> None:
    arguments = [part for part in command(folder) if part not in ("--name", "ours")]
    assert main([*arguments, f"--name={name}"]) == 2
    assert not asked


def test_a_calibration_that_is_there_is_not_written_over(
    folder: Path, asked: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "data" / "calibrations").mkdir(parents=True)
    (folder / "data" / "calibrations" / "ours.json").write_text("{}")
    assert main(command(folder)) == 2
    assert "ours" in capsys.readouterr().err
    assert main(command(folder, name="others")) == 0
    assert len(asked) == 1


@pytest.mark.parametrize("missing", ["sklearn", "scipy"])
def test_a_package_that_is_missing_is_named_with_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == missing or name.startswith("workers.train")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    assert main(command(folder)) == 2
    assert "caveat-lti[train]" in capsys.readouterr().err


def test_what_cannot_be_trained_on_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: Any) -> None:
        raise ExampleError("too_few_sets", "There are too few.", "Give more.")

    monkeypatch.setattr(room, "train", refuse)
    assert main(command(folder)) == 2
    assert capsys.readouterr().err == "caveat: There are too few. Give more.\n"
