"""`caveat calibrate`: from a folder of essays to lines that the scorer uses."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from plugin.cli import main
from plugin.domain.caveats import Code
from plugin.domain.score import Score
from plugin.domain.words import caveat_words
from tests.calibrating.conftest import essay
from workers import calibrate
from workers.scoring.local_calibration import load_local
from workers.scoring.scorer import Scorer

FolderOf = Callable[[dict[str, str | bytes]], Path]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scorer: Scorer) -> None:
    monkeypatch.setenv("CAVEAT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(calibrate, "load_from_environment", lambda **_: scorer)


@pytest.fixture
def essays(tmp_path: Path) -> Path:
    texts = [essay(seed, 120 + seed) for seed in range(24)]
    file = tmp_path / "essays.jsonl"
    file.write_text("\n".join(json.dumps({"text": text}) for text in [*texts, "Short."]))
    return file


def calibrated(source: Path, *more: str) -> int:
    return main(["calibrate", "--human", str(source), "--name", "ours", *more])


def test_it_is_written_and_said_what_it_can_promise(
    essays: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calibrated(essays) == 0
    raw = json.loads((tmp_path / "data" / "calibrations" / "ours.json").read_text())
    assert (raw["id"], raw["kind"], len(raw["strata"][0]["score"]["human"])) == ("ours", "local", 24)
    said = capsys.readouterr()
    assert "before November 2022" in said.err
    assert "25 texts found, 24 serve" in said.out
    assert "1 left out: The text is too short" in said.out
    assert "all: 24 texts; 5 % line, really at most 11.7 in 100 (95 % sure); no 1 % line (from 99 texts on)" in said.out
    assert "5 % line of made-up: " in said.out
    assert "CAVEAT_CALIBRATION=ours" in said.out


def test_a_scorer_with_it_compares_with_the_institution_s_own_texts_and_says_so(
    essays: Path, tmp_path: Path, scorer: Scorer
) -> None:
    calibrated(essays)
    made = load_local(tmp_path / "data" / "calibrations" / "ours.json", scorer.calibration, "float32")
    own = Scorer(scorer.model, made, scorer.ensemble)
    score, caveats = own.score(essay(3, 123), "en", 0.99)
    assert isinstance(score, Score)
    assert (score.calibration.id, score.calibration.base, score.rank.reference_n) == ("ours", "made-up", 24)
    # Its own value is among them: at least that one lies as high.
    assert score.rank.at_or_above >= 1
    said = {c.code: caveat_words(c).teacher for c in caveats}
    assert "your institution's own 24 human texts" in said[Code.FALSE_FLAGS]
    assert "not on your institution's own" in said[Code.BASE_RATE]
    assert "has not been measured" in said[Code.SECOND_LANGUAGE]


def test_how_the_built_in_lines_would_have_flagged_these_texts_is_said_with_its_interval(
    essays: Path, scorer: Scorer
) -> None:
    for values in (stratum.score.human for stratum in scorer.calibration.strata):
        values[:] = [value - 2000 for value in values]  # type: ignore[index]
    _, lines = calibrate.make(essays, "ours", "en", scorer)
    at = next(n for n, line in enumerate(lines) if "5 % line of made-up" in line)
    assert "24 of 24 of these texts, 100 in 100 (95 % interval 85.8 in 100 to 100 in 100)" in lines[at]
    assert "does not hold" in lines[at + 1]


def test_the_same_texts_give_the_same_calibration(essays: Path, scorer: Scorer) -> None:
    assert calibrate.make(essays, "ours", "en", scorer) == calibrate.make(essays, "ours", "en", scorer)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "0 texts found, 0 serve"),
        ({f"{n}.txt": essay(1) for n in range(30)}, "29 left out: The same text as another."),
        ({f"mei/{n}.txt": essay(n) for n in range(40)}, "39 left out: A longer text of the same author serves."),
        ({f"{n}.txt": essay(n) for n in range(19)}, "19 texts found, 19 serve"),
    ],
    ids=["empty", "duplicates", "one author", "nineteen"],
)
def test_too_few_are_refused_with_what_became_of_the_others(
    folder_of: FolderOf, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str | bytes], said: str
) -> None:
    source = folder_of(files | {".keep": ""})
    assert calibrated(source) == 1
    printed = capsys.readouterr()
    assert said in printed.err
    assert "needs 20 texts of as many authors" in printed.err
    assert not (tmp_path / "data" / "calibrations").exists()


def test_a_language_without_a_built_in_calibration_is_refused(essays: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert calibrated(essays, "--language", "de") == 1
    assert "for the language de" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".hidden", "-x", "ü", "a" * 65, "a\n"])
def test_a_name_that_could_lead_elsewhere_is_refused(essays: Path, name: str, tmp_path: Path) -> None:
    assert main(["calibrate", "--human", str(essays), f"--name={name}"]) == 2
    assert not (tmp_path / "data").exists()


def test_an_earlier_one_stays_whole_when_writing_fails(
    essays: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calibrated(essays)
    file = tmp_path / "data" / "calibrations" / "ours.json"
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert calibrated(essays) == 1
    assert "cannot be written: No space left" in capsys.readouterr().err
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_a_model_that_gives_no_number_is_named(
    essays: Path, scorer: Scorer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_number(_: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr(scorer, "score_many", no_number)
    assert calibrated(essays) == 1
    assert "gives no number" in capsys.readouterr().err
