"""Ranks, bounds, likelihoods and strata, against numbers worked out by hand."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.score import Band
from tests.scoring.made_up import SHA, calibration, raw
from workers.scoring.calibration import (
    CalibrationError,
    Reference,
    false_flag_bound,
    load_calibration,
    log_ratio,
)
from workers.scoring.scorer import CALIBRATIONS


@pytest.mark.parametrize(("n", "percent"), [(99, 3.0), (500, 1.8), (1000, 1.6), (5000, 1.2)])
def test_the_bound_of_a_line_at_one_percent_is_that_of_the_beta_distribution(n: int, percent: float) -> None:
    assert round(100 * false_flag_bound(0.01, n), 1) == percent


@pytest.mark.parametrize(("alpha", "n", "percent"), [(0.05, 300, 7.2), (0.05, 1000, 6.2), (0.01, 300, 2.1)])
def test_other_published_bounds_come_out_too(alpha: float, n: int, percent: float) -> None:
    assert round(100 * false_flag_bound(alpha, n), 1) == percent


def test_a_line_that_the_reference_is_too_small_for_has_no_bound() -> None:
    assert false_flag_bound(0.01, 98) == 1.0


def test_a_rank_counts_equals_as_above() -> None:
    reference = Reference([1.0, 2.0, 2.0, 3.0], [2.0, 4.0])
    assert [reference.humans_at_or_above(v) for v in (0, 1, 2, 2.5, 3, 3.1)] == [4, 4, 3, 1, 1, 0]
    assert [reference.machine_share(v) for v in (1.9, 2, 4)] == [0.0, 0.5, 1.0]


def test_the_p_value_is_never_nought(tmp_path: Path) -> None:
    stratum = calibration(tmp_path).own_stratum(300)
    assert stratum.rank(1e9).p_value == 1 / 401
    assert stratum.rank(399).p_value == 2 / 401
    assert stratum.rank(-1e9).p_value == 1.0


@pytest.mark.parametrize("ask", [Reference.humans_at_or_above, Reference.human_share, Reference.machine_share])
def test_not_a_number_is_no_rank(ask: object) -> None:
    with pytest.raises(ArithmeticError):
        ask(Reference([1.0], [2.0]), math.nan)  # type: ignore[operator]


def test_a_stratum_too_small_for_a_line_gives_way_to_the_whole(tmp_path: Path) -> None:
    made = calibration(tmp_path)
    assert [made.stratum_for(tokens).name for tokens in (120, 259, 260, 519, 520, 90_000)] == [
        "short", "short", "medium", "medium", "all", "all",
    ]  # fmt: skip
    assert made.own_stratum(520).n == 90
    assert made.stratum_for(520).n == 890


def test_each_band_carries_the_rate_that_it_was_drawn_at(tmp_path: Path) -> None:
    rates = calibration(tmp_path).own_stratum(300).band_rates
    assert [(r.band, r.alpha, r.reference_n) for r in rates] == [(Band.ELEVATED, 0.05, 400), (Band.STRONG, 0.01, 400)]
    assert all(r.alpha < r.bound < 2.5 * r.alpha for r in rates)


def test_the_likelihood_is_prior_odds_times_the_likelihood_ratio(tmp_path: Path) -> None:
    found = calibration(tmp_path).likelihood(200.0, 0.10)
    # log odds 0.02 * 200 - 4 = 0: a ratio of one leaves the base rate as it was.
    assert found.value == pytest.approx(10.0)
    assert found.low == pytest.approx(100 / (1 + 9 * math.exp(2)))
    assert found.high == pytest.approx(100 / (1 + 9 * math.exp(-2)))


@given(st.floats(-1e4, 1e4), st.floats(0, 1e3), st.floats(0.001, 0.999))
def test_a_higher_score_never_means_a_lower_likelihood(score: float, more: float, base_rate: float) -> None:
    made = _made()
    lower, higher = made.likelihood(score, base_rate), made.likelihood(score + more, base_rate)
    assert lower.value <= higher.value
    for found in (lower, higher):
        assert 0 <= found.low <= found.value <= found.high <= 100


def _made() -> object:
    from workers.scoring import calibration as room

    return room.Calibration(raw(), "", tuple(room.make_stratum(s) for s in raw()["strata"]))


@given(st.floats(0.01, 0.5), st.floats(0.01, 0.4))
def test_a_higher_base_rate_never_means_a_lower_likelihood(base_rate: float, more: float) -> None:
    made = _made()
    assert made.likelihood(250.0, base_rate).value <= made.likelihood(250.0, base_rate + more).value


def test_where_one_side_has_no_texts_the_likelihood_stays_as_it_is(tmp_path: Path) -> None:
    made = calibration(tmp_path)
    assert made.likelihood(-1e9, 0.1) == made.likelihood(50.0, 0.1)  # the lowest AI text
    assert made.likelihood(1e9, 0.1) == made.likelihood(889.0, 0.1)


def test_no_score_speaks_for_human_by_more_than_the_share_of_ai_texts_that_go_unseen() -> None:
    assert math.exp(log_ratio(-1e6, 1.0, 0.0, 0.25)) == pytest.approx(0.25)
    assert math.exp(log_ratio(math.log(3), 1.0, 0.0, 0.25)) == pytest.approx(0.25 + 0.75 * 3)
    assert math.isfinite(log_ratio(1e6, 1.0, 0.0, 0.25))


def test_another_model_is_refused(tmp_path: Path) -> None:
    calibration(tmp_path)
    with pytest.raises(CalibrationError) as error:
        load_calibration(tmp_path, "cd" * 32)
    assert error.value.code == "not_calibrated"
    assert error.value.next_step


def test_a_calibration_of_other_versions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(json.dumps(raw(versions=["normalise-0", "windows-1", "segments-1"])))
    with pytest.raises(CalibrationError):
        load_calibration(tmp_path, SHA)


def test_the_shipped_calibration_is_whole() -> None:
    for file in CALIBRATIONS.glob("*.json"):
        numbers = json.loads(file.read_text())
        made = load_calibration(CALIBRATIONS, numbers["model_sha256"])
        for stratum in made.strata:
            for reference in (stratum.score, stratum.passages, *stratum.methods.values()):
                assert list(reference.human) == sorted(reference.human)
                assert list(reference.machine) == sorted(reference.machine)
                assert len(reference.human) > 99
        assert made.strata[0].n == sum(s.n for s in made.strata[1:])
        fits = [made.raw["likelihood"]["fit"], *made.raw["likelihood"]["resampled"]]
        assert all(slope > 0 and 0 < unseen < 1 for slope, _, unseen in fits)
        assert 0 < made.noise < 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"strata": [{}]}', '{"model_sha256": "x", "versions": []}'])
def test_a_damaged_calibration_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.json").write_text(text)
    with pytest.raises(CalibrationError) as error:
        load_calibration(tmp_path, SHA)
    assert error.value.code == "calibration_unreadable"
