"""The door of the room, with a tiny model and a made-up calibration: every answer, none of it by accident."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import torch

from plugin.domain.caveats import Code
from plugin.domain.score import Band, Direction, Reason, Score, Unscorable
from tests.platforms.essays import GENERIC, HARBOUR, PLACE
from tests.scoring.made_up import WIDTH, calibration, one_probe
from workers.scoring.calibration import CalibrationError
from workers.scoring.language_model import LanguageModel
from workers.scoring.reading import read_all
from workers.scoring.scorer import Request, Scorer, load_scorer


@pytest.fixture
def make(tiny: LanguageModel, tmp_path: Path) -> Callable[..., Scorer]:
    def made(weights: list[float] | None = None, bias: float = 100.0, **other: Any) -> Scorer:
        return Scorer(tiny, calibration(tmp_path, **other), one_probe(weights, bias), today=lambda: date(2026, 6, 1))

    return made


def scored(scorer: Scorer, text: str) -> Score:
    result, _ = scorer.score(text, "en", 0.99)
    assert isinstance(result, Score)
    return result


def test_a_score_names_all_that_it_rests_on(make: Callable[..., Scorer], tiny: LanguageModel) -> None:
    scorer = make()
    score = scored(scorer, PLACE)
    assert score.model == tiny.identity
    assert (score.calibration.id, score.calibration.sha256) == ("made-up", scorer.calibration.sha256)
    assert score.calibration.reference_n == score.rank.reference_n
    assert score.words == len(PLACE.split())
    assert score.likelihood.base_rate == 0.10
    names = ["ensemble", "perplexity", "log_rank", "lrr", "burstiness", "curvature"]
    assert [m.name for m in score.methods] == [*names, "entropy", "gltr", "surprisal_diversity", "lastde"]


def test_the_band_follows_from_the_rank(make: Callable[..., Scorer]) -> None:
    assert scored(make([1e-6] * WIDTH, bias=1e4), PLACE).band is Band.STRONG
    assert scored(make([1e-6] * WIDTH, bias=-1e4), PLACE).band is Band.UNREMARKABLE


def test_company_and_order_do_not_change_an_answer(make: Callable[..., Scorer]) -> None:
    scorer, texts = make(), [PLACE, "Too short.", HARBOUR, GENERIC, PLACE[:900]]
    alone = [scorer.score(text, "en", 0.99)[0] for text in texts]
    for order in ([0, 1, 2, 3, 4], [4, 2, 0, 3, 1]):
        together = scorer.score_many([Request(texts[n], "en", 0.99) for n in order])
        for n, (result, _) in zip(order, together, strict=True):
            expected = alone[n]
            if isinstance(expected, Unscorable):
                assert result == expected
            else:
                assert isinstance(result, Score)
                assert result.statistic == pytest.approx(expected.statistic, abs=1e-3)
                assert [(s.start, s.end) for s in result.sentences] == [(s.start, s.end) for s in expected.sentences]


def test_sentences_and_spans_lie_in_the_text_as_it_was_handed_in(make: Callable[..., Scorer]) -> None:
    raw = "\ufeff\n\n  " + PLACE.replace(". ", ".\u00a0\n\n ").replace("'", "’") + "  \n"
    score = scored(make(), raw)
    for sentence in score.sentences:
        piece = raw[sentence.start : sentence.end]
        assert piece == piece.strip()
        assert piece[0].isupper() or not piece[0].isalpha()
    for before, after in zip(score.sentences, score.sentences[1:], strict=False):
        assert before.end <= after.start
        assert raw[before.end : after.start].strip() == ""
    assert any(span.direction is Direction.HUMAN for span in score.spans)
    assert all(0 <= s.start < s.end <= len(raw) for s in score.spans)


def test_layout_does_not_move_a_score(make: Callable[..., Scorer]) -> None:
    scorer = make()
    other = PLACE.replace("\n\n", "\n\n\n").replace(". ", ".  ").replace("'", "’")
    assert scored(scorer, other).statistic == scored(scorer, PLACE).statistic


@pytest.mark.parametrize("text", ["", " \n ", "Too short."])
def test_a_short_text_has_no_score_and_no_caveats(make: Callable[..., Scorer], text: str) -> None:
    result, caveats = make().score(text, "en", 0.99)
    assert isinstance(result, Unscorable)
    assert (result.reason, caveats) == (Reason.TOO_SHORT, ())


def test_another_language_is_never_read(make: Callable[..., Scorer], monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = make()
    monkeypatch.setattr(scorer.model, "hidden_states", lambda *_: pytest.fail("read"))
    result, _ = scorer.score(PLACE, "fr", 0.99)
    assert isinstance(result, Unscorable)
    assert result.reason is Reason.LANGUAGE_NOT_CALIBRATED


@pytest.mark.parametrize("where", ["statistics", "probe"])
def test_not_a_number_is_never_an_answer(
    make: Callable[..., Scorer], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    scorer = make([float("nan")] * WIDTH if where == "probe" else None)
    if where == "statistics":
        broken = scorer.model.head.clone()
        broken[7] = float("nan")
        monkeypatch.setattr(scorer.model, "head", broken)
    with pytest.raises(ArithmeticError):
        scorer.score(PLACE, "en", 0.99)


def test_hidden_states_that_overflow_are_never_an_answer(
    make: Callable[..., Scorer], monkeypatch: pytest.MonkeyPatch
) -> None:
    scorer = make([0.0] * WIDTH)
    original = scorer.model.hidden_states

    def overflowing(ids: torch.Tensor, layers: Any) -> Any:
        final, probed = original(ids, layers)
        return final, [layer * float("inf") for layer in probed]

    monkeypatch.setattr(scorer.model, "hidden_states", overflowing)
    with pytest.raises(ArithmeticError):
        scorer.score(PLACE, "en", 0.99)


@pytest.mark.parametrize("number", [float("nan"), float("-inf")])
@pytest.mark.parametrize("name", ["log_probability", "rank", "entropy", "variance"])
def test_one_broken_statistic_spoils_the_answer(
    make: Callable[..., Scorer], monkeypatch: pytest.MonkeyPatch, name: str, number: float
) -> None:
    def broken(*asked: Any) -> Any:
        found = read_all(*asked)
        getattr(found[0].statistics, name)[5] = number
        return found

    monkeypatch.setattr("workers.scoring.scorer.read_all", broken)
    with pytest.raises(ArithmeticError):
        make().score(PLACE, "en", 0.99)


def test_caveats_come_in_their_order_with_the_gravest_first(make: Callable[..., Scorer]) -> None:
    _, caveats = make().score(PLACE, "en", 0.85)
    codes = [caveat.code for caveat in caveats]
    assert codes[0] is Code.NOT_EVIDENCE
    assert codes == sorted(codes, key=list(Code).index)
    assert Code.LANGUAGE_UNSURE in codes


@pytest.mark.parametrize("base_rate", [0.0, 1.0, -0.1, 2.0])
def test_a_base_rate_that_is_no_rate_is_refused(tiny: LanguageModel, tmp_path: Path, base_rate: float) -> None:
    with pytest.raises(ValueError, match="base rate"):
        Scorer(tiny, calibration(tmp_path), one_probe(), base_rate)


def test_a_model_without_a_calibration_is_refused(tiny_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CalibrationError) as error:
        load_scorer(str(tiny_folder), tmp_path, "cpu", "float32", 0.1)
    assert error.value.code == "not_calibrated"


def test_the_nearest_human_reference_texts_are_named(make: Callable[..., Scorer]) -> None:
    assert scored(make([1e-6] * WIDTH, bias=77.2), PLACE).neighbours == (75.0, 76.0, 77.0, 78.0, 79.0)
    assert scored(make([1e-6] * WIDTH, bias=1e4), PLACE).neighbours == (885.0, 886.0, 887.0, 888.0, 889.0)


def test_a_score_keeps_how_the_texts_lie_that_its_rank_was_taken_on(make: Callable[..., Scorer]) -> None:
    score = scored(make(), PLACE)
    assert score.distribution is not None
    assert sum(score.distribution.human) == score.rank.reference_n
    assert sum(score.distribution.machine) == score.calibration.machine_n
    assert score.distribution.low <= score.statistic <= score.distribution.high
