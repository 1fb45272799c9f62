"""Each method of the pass beside an independent computation in numpy, in fp64, on made-up tokens."""

import math

import numpy as np
import pytest
import torch

from workers.scoring.detectors import TWINS, ZERO_SHOT, surprisal_features
from workers.scoring.detectors.entropy import Entropy
from workers.scoring.detectors.gltr import Gltr, buckets
from workers.scoring.detectors.lastde import Lastde
from workers.scoring.detectors.log_likelihood import LogLikelihood
from workers.scoring.detectors.rank import Rank
from workers.scoring.detectors.surprisal_diversity import SurprisalSpread
from workers.scoring.reading import Reading
from workers.scoring.statistics import TokenStatistics

Row = np.ndarray


def reading_of(log_p: Row, rank: Row | None = None, entropy: Row | None = None) -> Reading:
    ones = np.ones(len(log_p))
    rows = (log_p, ones if rank is None else rank, ones if entropy is None else entropy, ones)
    return Reading(TokenStatistics(*(torch.tensor(row, dtype=torch.float32) for row in rows)), torch.ones(1), (), ())


@pytest.fixture(params=[13, 120, 777])
def log_p(request: pytest.FixtureRequest) -> Row:
    """Skewed, as surprisals are, in numbers that fp32 holds exactly."""
    chance = np.random.default_rng(request.param)
    return -(np.round(chance.gamma(1.3, 2.2, request.param) * 256) + 1) / 256


IRREGULAR = -np.array([1.0, 5.0, 0.25, 9.0, 2.0, 2.5, 7.0, 0.5, 3.0, 6.0])


def moment(values: Row, power: int) -> float:
    return float(np.mean(((values - values.mean()) / values.std()) ** power))


def nats(counts: Row) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def test_log_likelihood_is_the_mean(log_p: Row) -> None:
    assert LogLikelihood().value(reading_of(log_p)) == pytest.approx(np.mean(log_p), rel=1e-5)


def test_rank_is_the_mean_of_ranks() -> None:
    assert Rank().value(reading_of(np.zeros(4), np.array([1, 1, 4, 10]))) == 4.0


def test_entropy_is_told_in_bits() -> None:
    one_to_three = np.array([1.0, 2.0, 3.0]) * math.log(2)
    assert Entropy().value(reading_of(np.zeros(3), entropy=one_to_three)) == pytest.approx(2.0)


def test_the_buckets_of_gltr_end_at_ten_a_hundred_and_a_thousand() -> None:
    ranks = np.array([1, 10, 11, 100, 101, 1000, 1001, 40000])
    assert buckets(reading_of(np.zeros(8), ranks)) == (0.25, 0.25, 0.25, 0.25)
    assert Gltr().value(reading_of(np.zeros(8), ranks[:5])) == pytest.approx(0.4)


def test_the_ten_features_of_surprisal_are_what_their_names_say(log_p: Row) -> None:
    s = -log_p
    first, second = np.diff(s), np.diff(s, n=2)
    density, _ = np.histogram(second, bins=20, density=True)
    centred = second - second.mean()
    expected = [
        s.mean(), s.std(), s.var(), moment(s, 3), moment(s, 4) - 3, first.mean(), first.std(), second.var(),
        nats(density), np.dot(centred[1:], centred[:-1]) / np.dot(centred, centred),
    ]  # fmt: skip
    np.testing.assert_allclose(surprisal_features(reading_of(log_p)).numpy(), expected, rtol=1e-9)


def test_too_few_tokens_have_no_features() -> None:
    assert bool(surprisal_features(reading_of(IRREGULAR[:9])).isnan().all())
    assert bool(surprisal_features(reading_of(IRREGULAR)).isfinite().all())


def test_the_spread_of_surprisal_is_its_standard_deviation(log_p: Row) -> None:
    assert SurprisalSpread().value(reading_of(log_p)) == pytest.approx(np.std(log_p), rel=1e-9)


def diversity(log_p: Row, scale: int) -> float:
    """By loops, one orbit after another."""
    moved = [np.mean(log_p[at : at + scale]) for at in range(len(log_p) - scale + 1)]
    orbits = [np.array(moved[at : at + 3]) for at in range(len(moved) - 2)]
    cosines = [a @ b / math.sqrt((a @ a) * (b @ b)) for a, b in zip(orbits, orbits[1:], strict=False)]
    counts, _ = np.histogram(np.clip(cosines, -1, 1), bins=10 * len(log_p), range=(-1, 1))
    return nats(counts) / math.log(10 * len(log_p))


def test_lastde_is_the_mean_over_the_spread_of_five_scales(log_p: Row) -> None:
    expected = np.mean(log_p) / np.std([diversity(log_p, scale) for scale in range(1, 6)], ddof=1)
    assert Lastde().value(reading_of(log_p)) == pytest.approx(expected, rel=1e-6)


def test_lastde_abstains_where_a_scale_has_no_two_orbits() -> None:
    assert math.isnan(Lastde().value(reading_of(IRREGULAR[:7])))
    assert math.isfinite(Lastde().value(reading_of(IRREGULAR[:8])))


def test_lastde_abstains_where_nothing_moves() -> None:
    assert math.isnan(Lastde().value(reading_of(np.full(200, -2.0))))


def test_twins_of_a_method_are_not_in_the_report_beside_it() -> None:
    shown = {detector.name for detector in ZERO_SHOT}
    assert {detector.name for detector in TWINS} == {"log_likelihood", "rank"}
    assert {"perplexity", "log_rank"} <= shown
    assert not shown & {detector.name for detector in TWINS}


def test_only_methods_whose_votes_were_measured_have_one() -> None:
    voters = {detector.name for detector in (*ZERO_SHOT, *TWINS) if detector.votes}
    assert voters == {"perplexity", "log_rank", "lrr", "burstiness", "curvature"}
