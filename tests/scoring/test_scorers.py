"""A text goes to the model of its language: loaded when first needed, refused where its files do not fit."""

import gc
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from plugin.domain.languages import LanguageSetting
from plugin.domain.score import Direction, Reason, Score, Unscorable
from tests.platforms.chinese_essays import MILL
from tests.platforms.essays import PLACE
from tests.scoring.languages import write_language
from tests.scoring.made_up import calibration, one_probe
from tests.scoring.tiny import make_tiny
from workers.reading.language import identify
from workers.scoring.calibration import CalibrationError
from workers.scoring.language_model import LanguageModel, ModelError, weights_sha256
from workers.scoring.language_scorer import load_language
from workers.scoring.scorer import Request, Scorer
from workers.scoring.scorers import Scorers


@pytest.fixture(scope="session")
def chinese_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny(tmp_path_factory.mktemp("chinese"), seed=2)


@pytest.fixture
def setting(chinese_folder: Path, tmp_path: Path) -> Callable[..., LanguageSetting]:
    return partial(write_language, tmp_path, chinese_folder)


@pytest.fixture
def english(tiny: LanguageModel, tmp_path: Path) -> Scorer:
    return Scorer(tiny, calibration(tmp_path), one_probe())


def opened(setting: LanguageSetting) -> Scorer:
    return load_language(setting, setting.calibration.parent / "cache", "cpu", "float32", 0.1)


def beside(english: Scorer, *settings: LanguageSetting, most: int = 1) -> Scorers:
    return Scorers(english, {s.language: lambda s=s: opened(s) for s in settings}, most)  # type: ignore[misc]


def test_a_chinese_essay_is_scored_by_the_chinese_model(
    english: Scorer, setting: Callable[..., LanguageSetting]
) -> None:
    chinese = setting()
    score, caveats = beside(english, chinese).score(MILL, *identify(MILL))
    assert isinstance(score, Score)
    assert (score.language, score.calibration.id, score.calibration.language) == ("zh", "zh-made-up", "zh")
    assert score.model.sha256 == weights_sha256(Path(chinese.model)) != english.model.identity.sha256
    assert 200 < score.words < len(MILL) / 1.5
    assert score.judged_words == score.words
    assert caveats


def test_chinese_sentences_and_passages_lie_in_the_text_as_it_was_handed_in(
    english: Scorer, setting: Callable[..., LanguageSetting]
) -> None:
    spaced = MILL.replace("，", ", ")
    typed = "\n".join(spaced[at : at + 19] for at in range(0, len(spaced), 19))
    score, _ = beside(english, setting()).score(typed, *identify(typed))
    assert isinstance(score, Score)
    pieces = ["".join(typed[s.start : s.end].split()) for s in score.sentences]
    assert "".join(pieces) == "".join(typed.split())
    assert all(piece.rstrip('"”')[-1] in "。！？" for piece in pieces)
    assert any(span.direction is Direction.HUMAN for span in score.spans)
    assert sum(span.words for span in score.spans) <= score.judged_words + len(score.spans)


def test_without_a_model_of_its_own_the_answer_stays_as_it_was(english: Scorer) -> None:
    assert beside(english).score(MILL, "zh", 0.99) == english.score(MILL, "zh", 0.99)
    result, _ = beside(english).score(MILL, "zh", 0.99)
    assert isinstance(result, Unscorable)
    assert result.reason is Reason.LANGUAGE_NOT_CALIBRATED


def test_traditional_characters_are_not_scored_by_what_was_measured_on_simplified(
    english: Scorer, setting: Callable[..., LanguageSetting]
) -> None:
    result, _ = beside(english, setting()).score(MILL, "zh-hant", 0.99)
    assert isinstance(result, Unscorable)
    assert result.reason is Reason.LANGUAGE_NOT_CALIBRATED


def test_the_default_model_goes_on_with_its_own_language(
    english: Scorer, setting: Callable[..., LanguageSetting]
) -> None:
    scorers = beside(english, setting())
    assert scorers.score(PLACE, "en", 0.99) == english.score(PLACE, "en", 0.99)
    assert scorers.loaded == ()


def test_answers_come_in_the_order_of_the_texts(english: Scorer, setting: Callable[..., LanguageSetting]) -> None:
    requests = [
        Request(MILL, "zh", 0.99),
        Request(PLACE, "en", 0.99),
        Request("天", "zh", 0.99),
        Request(MILL, "zh", 0.99),
    ]
    answers = [result for result, _ in beside(english, setting()).score_many(requests)]
    assert [a.language for a in answers] == ["zh", "en", "zh", "zh"]
    assert [type(a) for a in answers] == [Score, Score, Unscorable, Score]


@pytest.mark.parametrize(("text", "confidence"), [("天气很好。", 0.99), (MILL, 0.6)])
def test_no_model_is_loaded_for_a_text_that_none_would_score(english: Scorer, text: str, confidence: float) -> None:
    scorers = Scorers(english, {"zh": lambda: pytest.fail("loaded")})
    assert isinstance(scorers.score(text, "zh", confidence)[0], Unscorable)


def test_a_model_is_loaded_once(english: Scorer, setting: Callable[..., LanguageSetting]) -> None:
    loads: list[str] = []
    chinese = setting()
    scorers = Scorers(english, {"zh": lambda: loads.append("zh") or opened(chinese)})  # type: ignore[func-returns-value]
    for _ in range(2):
        scorers.score(MILL, "zh", 0.99)
    assert loads == ["zh"]


@pytest.mark.parametrize(("most", "kept"), [(1, ("ja",)), (2, ("zh", "ja"))])
def test_no_more_models_stay_than_memory_allows(
    english: Scorer, setting: Callable[..., LanguageSetting], most: int, kept: tuple[str, ...]
) -> None:
    scorers = beside(english, setting("zh"), setting("ja"), most=most)
    scorers.score(MILL, "zh", 0.99)
    first = weakref.ref(scorers._loaded["zh"].model)
    scorers.score(MILL, "ja", 0.99)
    gc.collect()
    assert scorers.loaded == kept
    assert (first() is None) == ("zh" not in kept)


def test_a_calibration_of_another_model_is_refused_by_its_key(
    setting: Callable[..., LanguageSetting], tiny_folder: Path
) -> None:
    chinese = setting()
    other = LanguageSetting("zh", str(tiny_folder), chinese.calibration)
    with pytest.raises(CalibrationError) as error:
        opened(other)
    assert error.value.code == "calibration_mismatch"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"language": "ja"}, "calibration_language"),
        ({"versions": ["normalise-0"]}, "calibration_mismatch"),
        ({"strata": "none"}, "calibration_damaged"),
        ({"ensemble": {"file": "made-up.safetensors", "sha256": "0" * 64}}, "ensemble_mismatch"),
    ],
)
def test_files_that_do_not_fit_together_are_named(
    setting: Callable[..., LanguageSetting], change: dict[str, object], code: str
) -> None:
    with pytest.raises(CalibrationError) as error:
        opened(setting(**change) if "language" not in change else _renamed(setting, change))
    assert error.value.code == code


def _renamed(setting: Callable[..., LanguageSetting], change: dict[str, object]) -> LanguageSetting:
    made = setting(str(change["language"]))
    return LanguageSetting("zh", made.model, made.calibration)


@pytest.mark.parametrize("content", [None, "", "[]", '{"language": "zh"'])
def test_a_calibration_that_is_no_file_or_no_calibration_is_named(
    setting: Callable[..., LanguageSetting], content: str | None
) -> None:
    made = setting()
    made.calibration.unlink() if content is None else made.calibration.write_text(content)
    with pytest.raises(CalibrationError) as error:
        opened(made)
    assert error.value.code == ("calibration_missing" if content is None else "calibration_damaged")


def test_weights_that_are_missing_are_named(setting: Callable[..., LanguageSetting]) -> None:
    made = setting()
    (made.calibration.parent.parent / "ensembles" / "made-up.safetensors").unlink()
    with pytest.raises(ModelError) as error:
        opened(made)
    assert error.value.code == "ensemble_unreadable"
