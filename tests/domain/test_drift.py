"""Drift is seen where submissions no longer fit the reference, and hardly ever where they do."""

import math
import random

import pytest

from plugin.domain.drift import LEAST, MOST_AI, WINDOW, drift, reference_size
from plugin.domain.score import Rank

N = 1000


def even(count: int, low: float = 0.0, high: float = 1.0, n: int = N) -> list[Rank]:
    """Ranks whose p-values lie evenly on (low, high]."""
    return [Rank(math.ceil((low + (high - low) * (i + 0.5) / count) * (n + 1)) - 1, n) for i in range(count)]


def test_texts_like_the_reference_are_no_drift() -> None:
    found = drift(even(WINDOW))
    assert found.distance == pytest.approx(0.0, abs=0.01)
    assert found.lower_share == pytest.approx(0.5, abs=0.01)
    assert not found.drifted


def test_a_third_of_ai_texts_is_no_drift() -> None:
    assert not drift(even(200) + even(100, 0.0, 0.1)).drifted


def test_more_low_p_values_than_any_likely_share_of_ai_texts_is_drift() -> None:
    found = drift(even(60, 0.5, 1.0) + even(240, 0.0, 0.5))
    assert (found.share, found.shape, found.drifted) == (True, False, True)


def test_humans_who_crowd_near_the_middle_are_drift() -> None:
    found = drift(even(150, 0.5, 0.7) + even(150, 0.0, 0.5))
    assert (found.share, found.shape, found.drifted) == (False, True, True)


def test_humans_who_crowd_at_the_upper_end_are_drift() -> None:
    assert drift(even(150, 0.85, 1.0) + even(150, 0.0, 0.5)).shape


def test_the_distance_is_that_of_kolmogorov_and_smirnov() -> None:
    # Uniform on (.5, .75] instead of (.5, 1]: at .75 all of them lie below, where half should.
    found = drift(even(200, 0.5, 0.75))
    assert found.distance == pytest.approx(0.5, abs=0.005)
    # Two samples, 200 values and the upper 500 of the reference: 1.949 sqrt(1 / 200 + 1 / 500).
    assert found.most_distance == pytest.approx(1.9495 * math.sqrt(1 / 200 + 1 / 500), abs=1e-4)


def test_too_few_values_are_not_tested() -> None:
    few = drift(even(LEAST - 1, 0.0, 0.2))
    assert (few.distance, few.lower_share, few.drifted) == (None, None, False)
    none_above = drift(even(LEAST, 0.0, 0.2))
    assert (none_above.distance, none_above.share) == (None, True)


def test_only_the_latest_count() -> None:
    old = even(1000, 0.0, 0.2)
    assert drift(even(WINDOW) + old) == drift(even(WINDOW))


def test_the_share_s_p_value_is_the_binomial_tail_where_the_reference_is_endless() -> None:
    low, n = 225, 300
    share = MOST_AI + (1 - MOST_AI) / 2
    exact = sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(low, n + 1))
    huge = 10_000_000
    found = drift(even(n - low, 0.5, 1.0, huge) + even(low, 0.0, 0.5, huge))
    assert found.lower_p == pytest.approx(exact, rel=1e-3)


def test_a_small_reference_needs_more_to_raise_an_alarm() -> None:
    large, small = (drift(even(60, 0.5, 1.0, n) + even(240, 0.0, 0.45, n)) for n in (5000, 40))
    assert large.share
    assert not small.share


def test_strata_leave_open_what_their_sizes_leave_open() -> None:
    assert reference_size(even(10, n=200)) == pytest.approx(200)
    assert reference_size(even(10, n=200) + even(10, n=300)) == pytest.approx(480)  # 1 / (.25 / 200 + .25 / 300)


def test_a_small_reference_gives_no_false_alarm_by_its_own_chance() -> None:
    """Against the one-sample line of Kolmogorov and Smirnov, references of 99 texts drift in one look of six."""
    chance = random.Random(5)
    alarms = 0
    for _ in range(100):
        reference = [chance.random() for _ in range(99)]
        texts = [chance.random() for _ in range(WINDOW)]
        alarms += drift([Rank(sum(r >= t for r in reference), 99) for t in texts]).drifted
    assert alarms <= 1
