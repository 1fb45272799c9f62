"""`caveat train` from files to a calibration that the scorer takes, on a tiny model and made-up texts."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from plugin.domain.score import Score
from tests.scoring.tiny import make_tiny
from tests.training.made_up import rows, text, write
from workers.scoring import scorer as room
from workers.scoring.calibration import CalibrationError, load_calibration
from workers.scoring.ensemble import load_ensemble
from workers.scoring.language_model import LanguageModel
from workers.scoring.scorer import fitting, load_scorer
from workers.train import Order, train
from workers.training import likelihood, noise
from workers.training.examples import ExampleError

SETS = ("one", "three", "seventy")  # seeds differ with a name's length


def order(folder: Path, model: Path, cache: str = "cache", **other: Any) -> Order:
    read = [write(folder / f"{name}.jsonl", rows(name)) for name in SETS]
    asked = {"genres": (), "doubtful": frozenset(), "words": (), "language": "en"} | other
    return Order(
        name="tried", read=tuple(read), model=str(model), cache=folder / cache, model_cache=folder / "models",
        out=folder / "out", processes=1, device="cpu", dtype="float32", **asked,
    )  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _few() -> Iterator[None]:
    """Not less is done, only less often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(noise, "TEXTS", 5)
        patch.setattr(likelihood, "RESAMPLES", 20)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("train")


@pytest.fixture(scope="module")
def made(folder: Path, tiny_folder: Path) -> Path:
    return train(order(folder, tiny_folder))


def test_what_it_makes_scores_texts(
    made: Path, folder: Path, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "CALIBRATIONS", made.parent)
    monkeypatch.setattr(room, "ENSEMBLES", made.parent.parent / "ensembles")
    scorer = load_scorer(str(tiny_folder), folder / "models", "cpu", "float32", 0.1)
    human, machine = (scorer.score(text(label, 77), "en", 0.99)[0] for label in ("human", "ai"))
    assert isinstance(human, Score)
    assert isinstance(machine, Score)
    assert human.statistic < machine.statistic
    assert human.rank.p_value > machine.rank.p_value
    assert human.calibration.reference_n == 30
    assert human.calibration.id == "tried"


def test_another_model_is_refused(made: Path, tmp_path: Path) -> None:
    from workers.scoring.language_model import load

    other = load(str(make_tiny(tmp_path / "other", seed=2)), tmp_path, "cpu", "float32")
    with pytest.raises(CalibrationError) as error:
        load_calibration(made.parent, other.identity.sha256)
    assert error.value.code == "not_calibrated"


def test_another_ensemble_is_refused(made: Path, tiny: LanguageModel) -> None:
    found = load_calibration(made.parent, tiny.identity.sha256)
    ensemble = load_ensemble(made.parent.parent / "ensembles" / found.raw["ensemble"]["file"])
    assert fitting(ensemble, found) is ensemble
    with pytest.raises(CalibrationError) as error:
        fitting(replace(ensemble, sha256="0" * 64), found)
    assert error.value.code == "ensemble_mismatch"


def test_the_same_texts_make_the_same_files(
    made: Path, folder: Path, tiny_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    again = train(replace(order(folder, tiny_folder, "anew"), out=tmp_path, processes=2))
    assert again.read_bytes() == made.read_bytes()
    weights = [file.parent.parent / "ensembles" / "tried.safetensors" for file in (made, again)]
    assert weights[0].read_bytes() == weights[1].read_bytes()
    assert "fitted 6 of 6" in capfd.readouterr().err


def test_a_second_time_nothing_is_read_or_fitted_anew(
    made: Path, folder: Path, tiny_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert train(replace(order(folder, tiny_folder), out=tmp_path)).read_bytes() == made.read_bytes()
    said = capfd.readouterr().err
    assert "read " not in said
    assert "fitted " not in said


def test_a_calibration_says_how_each_group_fares_and_how_far_scores_move(made: Path) -> None:
    found = json.loads(made.read_text(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    groups = {row["group"]: row["n"] for row in found["fairness"]}
    assert groups["all"] == 30
    assert {name: groups[f"set {name}"] for name in SETS} == dict.fromkeys(SETS, 10)
    assert found["sets"] == sorted(SETS)
    assert 0 < found["noise"] < 3
    assert found["noise"] == pytest.approx(found["dtype_tolerance"], abs=3)
    assert found["dtype"] == "float32"


def test_a_doubtful_set_is_judged_and_never_referred_to(folder: Path, tiny_folder: Path, tmp_path: Path) -> None:
    asked = order(folder, tiny_folder, doubtful=frozenset({"doubtful"}))
    more = write(tmp_path / "doubtful.jsonl", rows("doubtful", 4))
    found = json.loads(train(replace(asked, read=(*asked.read, more), out=tmp_path)).read_text())
    assert "doubtful" not in found["sets"]
    assert len(found["strata"][0]["score"]["human"]) == 30
    assert {"group": "set doubtful", "n": 4}.items() <= found["fairness"][-4].items()


def test_texts_in_other_languages_are_left_out_and_said(
    tmp_path: Path, tiny_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = order(tmp_path, tiny_folder)
    write(asked.read[0], [row | {"language": "de"} for row in rows(SETS[0])])
    with pytest.raises(ExampleError, match="too_few_sets"):  # two sets are left
        train(asked)
    assert "20 texts in other languages" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("kept", "other", "code"),
    [
        (SETS[:1], {}, "too_few_sets"),
        (SETS, {"genres": (frozenset(SETS[:2]),)}, "too_few_sets"),
        (SETS, {"doubtful": frozenset({"thre"})}, "set_unknown"),
        ((), {}, "no_short_texts"),
    ],
)
def test_what_cannot_be_fitted_and_judged_is_named_before_it_is_tried(
    folder: Path, tiny_folder: Path, tmp_path: Path, kept: tuple[str, ...], other: dict[str, Any], code: str
) -> None:
    asked = order(folder, tiny_folder, **other)
    read = tuple(file for file in asked.read if file.stem in kept)
    with pytest.raises(ExampleError) as error:
        train(replace(asked, read=read, out=tmp_path / "out"))
    assert error.value.code == code
    assert not (tmp_path / "out").exists()


def test_so_few_human_texts_that_no_line_can_be_drawn_are_named(tiny_folder: Path, tmp_path: Path) -> None:
    asked = order(tmp_path, tiny_folder)
    for file, name in zip(asked.read, SETS, strict=True):
        write(file, rows(name, 6))
    with pytest.raises(ExampleError) as error:
        train(asked)
    assert error.value.code == "too_few_texts"
