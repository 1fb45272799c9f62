"""Levels of a sequence, against an exhaustive search."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.scoring.change_points import Numbers, levels

ENDS = [2, 5, 6, 9, 12, 14]


def error(values: Numbers, weights: Numbers) -> float:
    mean = (weights * values).sum() / weights.sum()
    return float((weights * (values - mean) ** 2).sum())


def cheapest(values: Numbers, weights: Numbers, least: int, penalty: float) -> float:
    """The lowest price over all partitions there are."""
    price, prices = penalty * error(values, weights) / len(values), []
    for count in range(len(ENDS)):
        for chosen in combinations(ENDS[:-1], count):
            pieces = list(zip([0, *chosen], [*chosen, ENDS[-1]], strict=True))
            if all(last - first >= least for first, last in pieces):
                prices.append(sum(error(values[a:b], weights[a:b]) for a, b in pieces) + count * price)
    return min(prices)


@given(st.integers(0, 2**32), st.integers(1, 7), st.floats(0.0, 4.0))
def test_no_partition_is_cheaper(seed: int, least: int, penalty: float) -> None:
    generator = np.random.default_rng(seed)
    values, weights = generator.normal(size=14), generator.uniform(0.1, 2.0, size=14)
    found = levels(values, weights, ENDS, least, penalty)
    assert [first for first, _ in found] == [0, *[last for _, last in found[:-1]]]
    assert all(last - first >= least and last in ENDS for first, last in found)
    price = penalty * error(values, weights) / 14
    cost = sum(error(values[a:b], weights[a:b]) for a, b in found) + (len(found) - 1) * price
    assert cost == pytest.approx(cheapest(values, weights, least, penalty), abs=1e-9)


def test_values_without_weight_do_not_count() -> None:
    values, weights = np.array([50.0] * 4 + [1.0, 1.0, 3.0, 3.0]), np.array([0.0] * 4 + [1.0] * 4)
    # One level for all has an error of 4, of 1 per value that counts: a penalty of 4 is where the cut stops paying.
    assert levels(values, weights, [6, 8], 2, 3.9) == [(0, 6), (6, 8)]
    assert levels(values, weights, [6, 8], 2, 4.1) == [(0, 8)]


def test_fewer_values_than_the_least_make_no_level() -> None:
    assert levels(np.ones(9), np.ones(9), [4, 9], 10, 1.0) == []
