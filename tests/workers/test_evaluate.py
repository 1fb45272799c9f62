"""`caveat evaluate` from a file to rows, on a tiny model with a made-up calibration."""

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import torch

from plugin.cli import main
from tests.scoring.made_up import WIDTH, calibration, one_probe
from tests.scoring.tiny import make_tiny
from tests.training.made_up import rows, text, write
from workers import evaluate as room
from workers import score_files
from workers.scoring.language_model import LanguageModel, load
from workers.scoring.scorer import Scorer
from workers.training.evaluation import in_words
from workers.training.examples import ExampleError

FRENCH = "Le moulin a fermé l’hiver de mes neuf ans, et personne ne l’a dit à voix haute pendant un temps. " * 9


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    folder = tmp_path_factory.mktemp("tiny")
    return load(str(make_tiny(folder)), folder, "cpu", "float32")


@pytest.fixture
def scorer(model: LanguageModel, tmp_path: Path) -> Scorer:
    """Every text lies just between lines that can be worked out by hand: bias decides the band."""
    return made(model, tmp_path)


def made(model: LanguageModel, folder: Path, bias: float = 20.0, **other: Any) -> Scorer:
    found = calibration(folder, humans=(400, 400, 400), **other)
    return Scorer(model, found, one_probe([1e-6] * WIDTH, bias), today=lambda: date(2026, 6, 1))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Ten texts: eight with an answer, one too short, one in another language."""
    lines = [
        *rows("made", 3), *rows("made", 2, ["mixed"]),
        {"id": "short", "text": "Too short.", "label": "human", "dataset": "made"},
        {"id": "foreign", "text": FRENCH, "label": "ai", "dataset": "made"},
    ]  # fmt: skip
    return write(tmp_path / "made.jsonl", lines)


def test_every_text_is_counted_and_only_those_with_an_answer_are_scored(scorer: Scorer, file: Path) -> None:
    row = room.run([file], scorer)[0]
    assert (row["set"], row["stratum"]) == ("made", "all")
    assert row["n"] == {"human": 4, "ai": 4, "mixed": 2}
    assert row["scored"] == {"human": 3, "ai": 3, "mixed": 2}
    assert row["calibrations"] == ["made-up"]


def test_the_figures_are_those_of_the_texts(model: LanguageModel, tmp_path: Path, file: Path) -> None:
    scorer = made(model, tmp_path, bias=1e5)  # above every human reference text
    row = room.run([file], scorer)[0]
    assert row["flagged"]["human"]["0.05"]["hits"] == row["flagged"]["human"]["0.01"]["hits"] == 3
    assert row["flagged"]["human"]["0.05"]["n"] == 3
    assert row["flagged"]["mixed"]["0.05"]["hits"] == 2
    assert row["found_at_own_5_percent"] is None  # three humans carry no such line
    nobody = room.run([file], made(model, tmp_path, bias=-1e5))[0]
    assert nobody["flagged"]["ai"]["0.05"]["hits"] == 0


def test_texts_left_without_an_answer_are_no_flags_and_are_counted(
    model: LanguageModel, tmp_path: Path, file: Path
) -> None:
    row = room.run([file], made(model, tmp_path, bias=381.0, noise=15.0))[0]  # over the line, by less than noise
    assert row["cannot_tell"]["human"]["hits"] == row["cannot_tell"]["human"]["n"] == 3
    assert row["flagged"]["human"]["0.05"] | {"low": 0, "high": 1} == {
        "hits": 0, "n": 3, "rate": 0.0, "low": 0, "high": 1
    }  # fmt: skip
    assert row["no_answer"]["human"]["hits"] == row["no_answer"]["human"]["n"] == 4


def test_a_set_of_several_lengths_has_a_row_for_each(scorer: Scorer, tmp_path: Path) -> None:
    lines = [{"id": str(n), "text": text("human", n, n), "label": "human"} for n in (105, 110, 400)]
    found = room.run([write(tmp_path / "letters.jsonl", lines)], scorer, max_tokens=None)
    tokens = [len(scorer.model.encode(line["text"]).ids) for line in lines]
    assert [row["set"] for row in found] == ["letters"] * len(found)
    assert [row["stratum"] for row in found][0] == "all"
    assert {row["stratum"]: row["n"]["human"] for row in found[1:]} == {
        "medium": sum(n < 521 for n in tokens), "long": sum(n >= 521 for n in tokens)
    }  # fmt: skip


def test_sets_have_rows_of_their_own(scorer: Scorer, tmp_path: Path) -> None:
    files = [write(tmp_path / f"{name}.jsonl", rows(name, 1)) for name in ("two", "one")]
    assert [row["set"] for row in room.run(files, scorer) if row["stratum"] == "all"] == ["one", "two"]


def test_a_set_that_the_scorer_was_trained_on_says_so(model: LanguageModel, tmp_path: Path, file: Path) -> None:
    (seen,) = room.run([file], made(model, tmp_path, sets=["made"]), limit=1)
    (new,) = room.run([file], made(model, tmp_path, sets=["other"]), limit=1)
    assert (seen["trained_on"], new["trained_on"]) == (True, False)
    assert "made (trained on it)" in in_words([seen])


def test_a_limit_takes_the_first_texts(scorer: Scorer, file: Path) -> None:
    assert room.run([file], scorer, limit=3)[0]["n"] == {"human": 2, "ai": 1, "mixed": 0}


def test_texts_are_cut_to_their_first_tokens(scorer: Scorer, file: Path, tmp_path: Path) -> None:
    asked = [[request.text for request in requests] for requests in _asked(scorer, file, 300)]
    (texts,) = asked
    whole = [json.loads(line)["text"] for line in file.read_text().splitlines()]
    for cut, full in zip(texts, whole, strict=True):
        assert full.startswith(cut)
        assert len(scorer.model.encode(cut).ids) == min(300, len(scorer.model.encode(full).ids))


def _asked(scorer: Scorer, file: Path, max_tokens: int) -> list[Any]:
    asked, original = [], scorer.score_many
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scorer, "score_many", lambda requests: (asked.append(requests), original(requests))[1])
        room.run([file], scorer, max_tokens=max_tokens)
    return asked


def test_half_a_character_is_cut_like_any_other(scorer: Scorer, tmp_path: Path) -> None:
    line = {"id": "1", "text": "\ud83d " + text("human", 1), "label": "human"}
    assert room.run([write(tmp_path / "half.jsonl", [line])], scorer, max_tokens=400)[0]["scored"]["human"] == 1


def test_the_per_text_file_has_each_text_in_its_order(scorer: Scorer, file: Path, tmp_path: Path) -> None:
    room.run([file], scorer, per_text=tmp_path / "out.jsonl")
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [one["id"] for one in found] == [json.loads(line)["id"] for line in file.read_text().splitlines()]
    keys = ["id", "state", "band", "p_value", "likelihood", "statistic"]
    assert all(list(one) == keys for one in found)
    for one in found[:8]:
        assert one["state"] == "scored"
        assert 0 < one["p_value"] <= 1
        assert 0 < one["likelihood"] < 100
    for one in found[8:]:
        assert list(one.values())[1:] == ["unscorable", "not_scored", None, None, None]


def test_what_is_written_is_what_the_scorer_says(scorer: Scorer, file: Path, tmp_path: Path) -> None:
    room.run([file], scorer, per_text=tmp_path / "out.jsonl", limit=1)
    (found,) = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    score, _ = scorer.score(json.loads(file.read_text().splitlines()[0])["text"], "en", 0.99)
    assert found["statistic"] == pytest.approx(score.statistic, abs=1e-3)  # type: ignore[union-attr]
    assert (found["band"], found["p_value"]) == (score.band.value, score.rank.p_value)  # type: ignore[union-attr]


def test_a_text_without_a_number_costs_the_others_nothing(
    scorer: Scorer, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, spoilt = scorer.score_many, json.loads(file.read_text().splitlines()[2])["text"]

    def score_many(requests: list[Any]) -> Any:
        if any(request.text == spoilt for request in requests):
            raise ArithmeticError("no number")
        return original(requests)

    monkeypatch.setattr(scorer, "score_many", score_many)
    row = room.run([file], scorer, per_text=tmp_path / "out.jsonl")[0]
    states = [json.loads(line)["state"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert states == ["scored"] * 2 + ["failed"] + ["scored"] * 5 + ["unscorable"] * 2
    assert row["scored"]["human"] == 2


@pytest.mark.parametrize("name", ["made.jsonl", "no/such/folder.jsonl", "."])
def test_what_cannot_be_written_is_named_before_a_text_is_read(
    scorer: Scorer, file: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = file.read_bytes()
    monkeypatch.setattr(scorer, "score_many", lambda _: pytest.fail("read"))
    with pytest.raises(ExampleError) as error:
        room.run([file], scorer, per_text=file.parent / name)
    assert error.value.code in ("file_in_use", "file_unwritable")
    assert file.read_bytes() == before


@pytest.fixture
def command(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> Scorer:
    monkeypatch.setattr(score_files, "scorer_from_environment", lambda _: scorer)
    return scorer


def test_the_command_prints_one_object_a_row(command: Scorer, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = file.with_name("more.jsonl.gz")
    packed.write_bytes(gzip.compress(file.read_bytes().replace(b'"made"', b'"more"')))
    assert main(["evaluate", str(file), str(packed), "--json", "--max-tokens", "520"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["set"], row["stratum"]) for row in found] == [("made", "all"), ("more", "all")]
    assert all(row["n"]["human"] == 4 for row in found)


def test_the_command_prints_a_table(command: Scorer, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(file), "--max-tokens", "520"]) == 0
    head, rule, row = capsys.readouterr().out.splitlines()
    assert head.count("|") == rule.count("|") == row.count("|")
    assert row.startswith("| made | all | 4 / 4 / 2 | 8 |")


@pytest.mark.parametrize("name", ["-", "missing.jsonl", ".", "bad.jsonl"])
def test_bad_input_is_one_line_and_no_traceback(
    command: Scorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.jsonl").write_text('{"text": "A."}')
    assert main(["evaluate", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"caveat: {name}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("option", ["--limit", "--max-tokens"])
@pytest.mark.parametrize("value", ["0", "-1", "many", "²"])
def test_a_count_that_is_none_is_refused(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["evaluate", "file.jsonl", option, value])
    assert stop.value.code == 2
    assert "no whole number above 0" in capsys.readouterr().err or value == "-1"


def test_a_model_that_cannot_be_loaded_is_named(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAVEAT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CAVEAT_MODEL", str(tmp_path))
    assert main(["evaluate", str(file)]) == 2
    assert capsys.readouterr().err.startswith("caveat: ")
