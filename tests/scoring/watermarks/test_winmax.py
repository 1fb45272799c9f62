"""The best window, with the search for it paid for."""

import math

import numpy as np
import pytest

from plugin.domain.tails import binomial_tail
from workers.scoring.watermarks import winmax


def flags(length: int, share: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(length) < share


def test_the_maximum_is_that_of_all_windows_looked_at() -> None:
    row = flags(120, 0.4, 1)
    best = max(
        (row[start : start + size].sum() - 0.25 * size) / math.sqrt(size * 0.1875)
        for size in (25, 35, 50, 71, 100)
        for start in range(0, len(row) - size + 1, size // 8)
    )
    assert winmax.maxima(row[None], 0.25)[0] == pytest.approx(best)


def test_p_values_of_unmarked_texts_promise_no_more_than_they_keep() -> None:
    for length in (30, 97, 400):
        found = [winmax.p_value(flags(length, 0.25, 1000 * length + n), 0.25) for n in range(600)]
        for level in (0.01, 0.05, 0.2):
            assert np.mean(np.array(found) <= level) <= level + 3 * math.sqrt(level / 600)


def test_a_marked_passage_in_a_long_text_is_found_by_its_window() -> None:
    found = []
    for seed in range(10):
        row = flags(1200, 0.25, seed)
        row[500:560] = flags(60, 0.75, seed)
        found.append((winmax.p_value(row, 0.25), binomial_tail(int(row.sum()), len(row), 0.25)))
    windows, whole = np.median(found, axis=0)
    assert windows < 0.005 < whole


def test_a_text_gets_the_same_answer_every_time() -> None:
    row = flags(200, 0.3, 3)
    first = winmax.p_value(row, 0.25)
    winmax._simulated.cache_clear()
    assert winmax.p_value(row, 0.25) == first


@pytest.mark.parametrize("length", [0, 25, winmax._LONGEST + 1])
def test_where_no_window_is_looked_at_nothing_is_claimed(length: int) -> None:
    assert winmax.p_value(np.ones(length, np.bool_), 0.25) == 1.0
