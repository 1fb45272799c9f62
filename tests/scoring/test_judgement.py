"""Bands and caveats: the rules, and the doubts that overrule them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plugin.domain.caveats import Code
from plugin.domain.score import Band, Direction, Method
from tests.scoring.made_up import calibration, one_probe
from tests.scoring.test_detectors import reading
from workers.scoring import judgement
from workers.scoring.calibration import Calibration, Reference


@pytest.fixture
def made(tmp_path: Path) -> Calibration:
    """Four hundred humans at 0 … 399: from 380 on 5 %, from 397 on 1 % (3 and the text itself, of 401)."""
    return calibration(tmp_path)


def rows(machine: int = 0, human: int = 0) -> tuple[Method, ...]:
    directions = [Direction.MACHINE] * machine + [Direction.HUMAN] * human
    voters = ("perplexity", "log_rank", "lrr", "burstiness", "curvature")
    return tuple(Method(name, 0.0, "", d, 0.5) for name, d in zip(voters, directions, strict=False))


def banded(made: Calibration, score: float, noise: float = 0.0, **other: object) -> tuple[Band, set[Code]]:
    return judgement.band(score, other.get("rows", ()), made.own_stratum(300), noise, bool(other.get("like", True)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("score", "band"),
    [(0, Band.UNREMARKABLE), (380, Band.UNREMARKABLE), (381, Band.ELEVATED), (396, Band.ELEVATED), (397, Band.STRONG)],
)
def test_a_band_is_reached_at_its_rate_and_not_before(made: Calibration, score: float, band: Band) -> None:
    assert banded(made, score) == (band, set())


def test_noise_over_the_first_line_means_cannot_tell(made: Calibration) -> None:
    for score in (379, 383):
        assert banded(made, score, noise=3) == (Band.CANNOT_TELL, {Code.NEAR_THRESHOLD})
    assert banded(made, 370, noise=3) == (Band.UNREMARKABLE, set())


def test_noise_over_the_second_line_gives_the_lower_band(made: Calibration) -> None:
    for score in (395, 398):
        assert banded(made, score, noise=3) == (Band.ELEVATED, {Code.NEAR_THRESHOLD})
    assert banded(made, 401, noise=3) == (Band.STRONG, set())


def test_methods_that_outvote_the_answer_mean_cannot_tell(made: Calibration) -> None:
    assert banded(made, 399, rows=rows(human=5))[0] is Band.STRONG
    human = Method("style", 0.0, "", Direction.HUMAN, 0.5)
    assert banded(made, 399, rows=(human,)) == (Band.CANNOT_TELL, {Code.METHODS_DISAGREE})
    assert banded(made, 0, rows=rows(machine=3)) == (Band.CANNOT_TELL, {Code.METHODS_DISAGREE})
    assert banded(made, 0, rows=rows(machine=2))[0] is Band.UNREMARKABLE


def test_a_method_without_a_vote_is_not_counted(made: Calibration) -> None:
    silent = tuple(Method(name, 0.0, "", Direction.MACHINE, 0.0) for name in ("probe", "entropy", "gltr", "lastde"))
    assert banded(made, 0, rows=silent)[0] is Band.UNREMARKABLE
    assert banded(made, 0, rows=rows(machine=2) + silent)[0] is Band.UNREMARKABLE


def test_a_text_unlike_all_that_was_measured_has_no_band(made: Calibration) -> None:
    assert banded(made, 399, like=False) == (Band.CANNOT_TELL, {Code.UNLIKE_REFERENCE})


def test_a_method_points_only_where_the_other_side_is_rare() -> None:
    reference = Reference([float(n) for n in range(100)], [float(n + 95) for n in range(100)])
    point = lambda value: judgement.method("m", "", value, value, reference).direction  # noqa: E731
    assert point(97) is Direction.NEITHER  # rare among both
    assert point(150) is Direction.MACHINE
    assert point(85) is Direction.HUMAN
    assert point(40) is Direction.HUMAN


def test_a_method_that_the_calibration_holds_no_reference_for_has_no_row(made: Calibration) -> None:
    read, stratum = reading([-1.0, -3.0] * 60), made.own_stratum(300)
    known = {name: reference for name, reference in stratum.methods.items() if name == "log_rank"}
    said = judgement.values(read, {"probe": 1.0})
    found = judgement.methods(said, one_probe([0.0] * 6, 1.0), 1.0, replace(stratum, methods=known))
    assert [row.name for row in found] == ["ensemble", "log_rank"]


def caveats_of(made: Calibration, **other: object) -> dict[Code, dict[str, object]]:
    stratum = made.own_stratum(300)
    asked: dict[str, object] = {
        "result": Band.ELEVATED, "why": set(), "stratum": stratum, "own": stratum, "calibration": made,
        "likelihood": made.likelihood(1.0, 0.1), "words": 600, "confidence": 0.99, "parameters": 135_000_000,
        "today": date(2026, 6, 1),
    }  # fmt: skip
    found = judgement.caveats(**(asked | other))  # type: ignore[arg-type]
    assert [list(Code).index(c.code) for c in found] == sorted(list(Code).index(c.code) for c in found)
    assert found[0].code is Code.NOT_EVIDENCE
    return {c.code: dict(c.facts) for c in found}


def test_some_caveats_stand_beside_every_score(made: Calibration) -> None:
    always = {Code.NOT_EVIDENCE, Code.FALSE_FLAGS, Code.SECOND_LANGUAGE, Code.BASE_RATE, Code.MIXED_TEXT}
    assert always <= set(caveats_of(made))


def test_facts_say_what_was_measured(made: Calibration) -> None:
    found = caveats_of(made)
    assert found[Code.BASE_RATE] == {"base_rate": 0.1}
    assert found[Code.SECOND_LANGUAGE] == {"n": 128, "flagged": 13, "bound": 0.167, "language": "en"}
    flags = found[Code.FALSE_FLAGS]
    assert (flags["band"], flags["alpha"], flags["reference_n"]) == ("elevated", 0.05, 400)
    assert found[Code.MODEL_SMALL] == {"parameters": 135_000_000}


def test_the_false_flag_rate_is_that_of_the_band_reached(made: Calibration) -> None:
    assert caveats_of(made, result=Band.STRONG)[Code.FALSE_FLAGS]["alpha"] == 0.01
    for band in (Band.UNREMARKABLE, Band.CANNOT_TELL):
        assert caveats_of(made, result=band)[Code.FALSE_FLAGS]["alpha"] == 0.05


def test_a_reference_that_gave_way_is_named_by_its_own_size(made: Calibration) -> None:
    found = caveats_of(made, stratum=made.strata[0], own=made.own_stratum(600))
    assert found[Code.SMALL_REFERENCE] == {"reference_n": 90}


def test_caveats_for_the_occasion_come_only_then(made: Calibration) -> None:
    usual = caveats_of(made)
    for code, other in (
        (Code.SHORT_TEXT, {"words": 120}),
        (Code.LANGUAGE_UNSURE, {"confidence": 0.9}),
        (Code.CALIBRATION_EXPIRED, {"today": date(2027, 1, 1)}),
        (Code.NEAR_THRESHOLD, {"why": {Code.NEAR_THRESHOLD}}),
    ):
        assert code not in usual
        assert code in caveats_of(made, **other)
    assert Code.MODEL_SMALL not in caveats_of(made, parameters=7_000_000_000)
    assert Code.CALIBRATION_EXPIRED not in caveats_of(made, today=date(2026, 12, 31))


def test_a_large_reference_needs_no_caveat(made: Calibration) -> None:
    large = replace(made.own_stratum(300), score=Reference([float(n) for n in range(1000)], [1.0]))
    assert Code.SMALL_REFERENCE not in caveats_of(made, stratum=large, own=large)
