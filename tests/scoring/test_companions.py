"""An observer and a classifier speak only where reference texts were read by exactly them."""

import hashlib
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plugin.domain.score import Direction, Score
from tests.platforms.essays import GENERIC, PLACE
from tests.scoring.made_up import one_probe, raw, wide, write_ensemble
from tests.scoring.tiny import make_tiny
from tests.scoring.tiny_classifier import make_classifier
from workers.scoring import scorer as room
from workers.scoring.calibration import Calibration, make_stratum
from workers.scoring.companions import Companions, load_companions
from workers.scoring.language_model import LanguageModel, ModelError
from workers.scoring.reading import prepare, read_all
from workers.scoring.scorer import Request, Scorer, load_scorer

NAMES = ("pair_curvature", "binoculars", "classifier")


@pytest.fixture(scope="module")
def both(tiny: LanguageModel, tmp_path_factory: pytest.TempPathFactory) -> Companions:
    observer = make_tiny(tmp_path_factory.mktemp("observer"), seed=2)
    classifier = make_classifier(tmp_path_factory.mktemp("classifier"))
    return load_companions(tiny, str(observer), str(classifier), "Fake", tmp_path_factory.mktemp("cache"))


def calibrated(keys: dict[str, str], ensemble: dict[str, str] | None = None) -> Calibration:
    numbers = raw(companions=keys) | ({"ensemble": ensemble} if ensemble else {})
    for stratum in numbers["strata"]:
        stratum["methods"] |= {name: wide() for name in NAMES}
    return Calibration(numbers, hashlib.sha256(b"").hexdigest(), tuple(make_stratum(s) for s in numbers["strata"]))


def shown(scorer: Scorer) -> list[str]:
    score, _ = scorer.score(PLACE, "en", 0.99)
    assert isinstance(score, Score)
    return [method.name for method in score.methods if method.name in NAMES]


def test_both_speak_where_the_calibration_knows_them(tiny: LanguageModel, both: Companions) -> None:
    scorer = Scorer(tiny, calibrated(both.keys), one_probe(), companions=both)
    assert scorer.unmeasured == ()
    assert shown(scorer) == list(NAMES)


def test_their_rows_hold_their_own_numbers(tiny: LanguageModel, both: Companions) -> None:
    score, _ = Scorer(tiny, calibrated(both.keys), one_probe(), companions=both).score(PLACE, "en", 0.99)
    assert isinstance(score, Score)
    rows = {method.name: method for method in score.methods}
    prepared = prepare(tiny, PLACE)
    assert both.classifier is not None
    expected = both.classifier.log_odds([prepared.normalised.text])[0]
    assert rows["classifier"].value == pytest.approx(expected, abs=1e-3)
    assert rows["classifier"].direction is Direction.NEITHER
    reading = read_all(tiny, [prepared], both)[0]
    assert reading.pair is not None
    ratio = float(reading.statistics.log_probability.mean() / reading.pair.cross.mean())
    assert rows["binoculars"].value == pytest.approx(ratio, abs=1e-3)


@pytest.mark.parametrize("held", [{}, {"observer": "cd" * 32, "classifier": "cd" * 32 + ":0"}])
def test_strangers_are_not_asked_at_all(
    tiny: LanguageModel, both: Companions, held: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(both.observer, "hidden_states", lambda *_: pytest.fail("asked"))
    monkeypatch.setattr(both.classifier, "log_odds", lambda *_: pytest.fail("asked"))
    scorer = Scorer(tiny, calibrated(held), one_probe(), companions=both)
    assert scorer.unmeasured == ("observer", "classifier")
    assert shown(scorer) == []


def test_a_calibration_with_another_label_does_not_serve(tiny: LanguageModel, both: Companions) -> None:
    flipped = both.keys | {"classifier": both.keys["classifier"].removesuffix(":0") + ":1"}
    scorer = Scorer(tiny, calibrated(flipped), one_probe(), companions=both)
    assert scorer.unmeasured == ("classifier",)
    assert shown(scorer) == ["pair_curvature", "binoculars"]


def test_company_does_not_change_what_they_say(tiny: LanguageModel, both: Companions) -> None:
    scorer = Scorer(tiny, calibrated(both.keys), one_probe(), companions=both)
    alone, _ = scorer.score(PLACE, "en", 0.99)
    together, _ = scorer.score_many([Request(text, "en", 0.99) for text in (GENERIC, "Short.", PLACE)])[2]
    assert isinstance(alone, Score)
    assert isinstance(together, Score)
    for mine, theirs in zip(together.methods, alone.methods, strict=True):
        assert mine.value == pytest.approx(theirs.value, rel=1e-3, abs=1e-3)


def test_a_companion_that_gives_no_number_spoils_the_answer(
    tiny: LanguageModel, both: Companions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(both.classifier, "log_odds", lambda texts: [math.nan] * len(texts))
    with pytest.raises(ArithmeticError):
        Scorer(tiny, calibrated(both.keys), one_probe(), companions=both).score(PLACE, "en", 0.99)


def test_an_observer_that_overflows_spoils_the_answer(
    tiny: LanguageModel, both: Companions, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert both.observer is not None
    monkeypatch.setattr(both.observer, "head", both.observer.head * float("inf"))
    with pytest.raises(ArithmeticError):
        Scorer(tiny, calibrated(both.keys), one_probe(), companions=both).score(PLACE, "en", 0.99)


@pytest.fixture
def load(tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Scorer]:
    named = write_ensemble(tmp_path)
    monkeypatch.setattr(room, "ENSEMBLES", tmp_path)
    monkeypatch.setattr(room, "load_calibration", lambda *_: calibrated({}, named))
    return lambda **other: load_scorer(str(tiny_folder), tmp_path, "cpu", "float32", 0.1, **other)


def test_a_scorer_loads_its_companions_by_name(load: Callable[..., Scorer], tmp_path: Path) -> None:
    names: dict[str, Any] = {
        "observer": str(make_tiny(tmp_path / "o", seed=2)), "classifier": str(make_classifier(tmp_path / "c")),
    }  # fmt: skip
    assert load(**names, ai_label="0").unmeasured == ("observer", "classifier")
    assert load().unmeasured == ()
    with pytest.raises(ModelError) as error:
        load(**names)
    assert error.value.code == "label_undeclared"
