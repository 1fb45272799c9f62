"""A local calibration holds an institution's own human numbers, and of everything else the built-in ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plugin.domain.score import Band, Direction, Method, Score
from tests.domain.examples import example_score
from tests.scoring.made_up import calibration
from workers.calibrating.local import local_calibration
from workers.scoring.calibration import Calibration, make_stratum

TODAY = date(2026, 2, 28)


def score_of(statistic: float, tokens: int = 300, **methods: float) -> Score:
    rows = tuple(Method(name, value, "", Direction.NEITHER, 0.5) for name, value in methods.items())
    return replace(example_score(), statistic=statistic, tokens=tokens, methods=rows)


def made_of(folder: Path, scores: Sequence[Score]) -> tuple[Calibration, Calibration]:
    base = calibration(folder)
    raw = local_calibration(base, scores, "ours", TODAY)
    return base, Calibration(raw, "", tuple(make_stratum(stratum) for stratum in raw["strata"]))


def test_human_references_are_its_own_by_length(tmp_path: Path) -> None:
    scores = [score_of(-float(n), 100 + n) for n in range(200)]  # 160 of them shorter than 260 tokens
    _, made = made_of(tmp_path, scores)
    assert made.strata[0].score.human == sorted(-float(n) for n in range(200))
    assert [stratum.n for stratum in made.strata] == [200, 160, 40, 0]
    assert [made.stratum_for(tokens).name for tokens in (150, 300, 900)] == ["short", "all", "all"]


def test_ai_references_passages_and_likelihood_stay_those_of_the_base(tmp_path: Path) -> None:
    base, made = made_of(tmp_path, [score_of(float(n) - 500) for n in range(30)])
    for own, built_in in zip(made.strata, base.strata, strict=True):
        assert own.score.machine == built_in.score.machine
        assert own.passages == built_in.passages
    for score in (-1e9, 40.0, 200.0, 1e9):
        assert made.likelihood(score, 0.1) == base.likelihood(score, 0.1)
    assert made.raw["of_base"][:4] == ["machine references", "likelihood", "passages", "noise"]


def test_methods_are_turned_so_that_higher_reads_more_machine_like(tmp_path: Path) -> None:
    _, made = made_of(tmp_path, [score_of(0.0, perplexity=float(n), curvature=float(n)) for n in range(25)])
    assert made.strata[0].methods["perplexity"].human == [-float(n) for n in reversed(range(25))]
    assert made.strata[0].methods["curvature"].human == [float(n) for n in range(25)]


def test_a_method_with_too_little_to_say_keeps_the_built_in_values_and_is_named(tmp_path: Path) -> None:
    scores = [score_of(0.0, curvature=1.0)] * 10 + [score_of(0.0, tokens=100, entropy=2.0)] * 20
    base, made = made_of(tmp_path, scores)
    assert made.strata[0].methods["curvature"] == base.strata[0].methods["curvature"]
    assert "curvature" in made.raw["of_base"]
    assert "entropy" not in made.raw["of_base"]
    # Of the 300 tokens' length there are none: the values of all lengths serve.
    assert made.strata[2].methods["entropy"].human == made.strata[0].methods["entropy"].human


def test_a_line_that_there_are_too_few_texts_for_is_not_drawn(tmp_path: Path) -> None:
    _, made = made_of(tmp_path, [score_of(float(n)) for n in range(98)])
    assert [rate.band for rate in made.strata[0].band_rates] == [Band.ELEVATED]
    assert made.strata[0].reached(1e9) is Band.ELEVATED
    _, made = made_of(tmp_path, [score_of(float(n)) for n in range(99)])
    assert [rate.band for rate in made.strata[0].band_rates] == [Band.ELEVATED, Band.STRONG]


def test_what_was_measured_with_other_lines_is_not_claimed_for_these(tmp_path: Path) -> None:
    base = calibration(tmp_path, fairness=[{"group": "native", "flagged": 1}], generators=["one"])
    raw = local_calibration(base, [score_of(0.0)] * 30, "ours", TODAY)
    assert raw["second_language"] == {"n": 0}
    assert raw["measured"] == {}
    assert "fairness" not in raw
    assert raw["generators"] == ["one"]


def test_it_says_what_it_is_and_lives_no_longer_than_its_base(tmp_path: Path) -> None:
    base, made = made_of(tmp_path, [score_of(0.0)] * 30)
    assert (made.id, made.is_local, base.is_local) == ("ours", True, False)
    assert (made.raw["base"], made.raw["base_sha256"]) == (base.id, base.sha256)
    assert (made.raw["created"], made.raw["valid_until"]) == ("2026-02-28", "2026-12-31")
    assert made.raw["dtype"] == example_score().model.dtype


@pytest.mark.parametrize("name", ["text", "words", "author", "file"])
def test_nothing_of_a_text_is_kept(tmp_path: Path, name: str) -> None:
    base, made = made_of(tmp_path, [score_of(0.0)] * 30)
    assert set(made.raw) - set(base.raw) == {"kind", "base", "base_sha256", "of_base", "content_sha256"}
    assert name not in made.raw
