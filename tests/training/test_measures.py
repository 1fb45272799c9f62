"""Each figure and its interval beside scikit-learn's, scipy's, or a count by hand."""

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

from workers.training.measures import Auroc, Rate, auroc, found_at, rate_of


def area(human: "np.ndarray", machine: "np.ndarray") -> float:
    return float(roc_auc_score(np.repeat([0, 1], [len(human), len(machine)]), np.concatenate([human, machine])))


@pytest.mark.parametrize("rounded", [False, True])
def test_the_area_is_scikit_learns_also_with_ties(rounded: bool) -> None:
    chance = np.random.default_rng(1)
    human, machine = chance.normal(0, 1, 90), chance.normal(1, 1.5, 60)
    if rounded:
        human, machine = human.round(), machine.round()
    found = auroc(human, machine)
    assert found is not None
    assert found.value == pytest.approx(area(human, machine))


def test_the_interval_is_about_what_drawing_anew_gives() -> None:
    chance = np.random.default_rng(2)
    human, machine = chance.normal(0, 1, 120), chance.normal(1, 1.3, 80)
    drawn = [area(chance.choice(human, 120), chance.choice(machine, 80)) for _ in range(1000)]
    found = auroc(human, machine)
    assert found is not None
    assert [found.low, found.high] == pytest.approx(list(np.quantile(drawn, [0.025, 0.975])), abs=0.015)


def test_without_both_sides_there_is_no_area() -> None:
    assert auroc(np.array([]), np.array([1.0])) is None
    assert auroc(np.array([1.0]), np.array([])) is None


def test_a_few_texts_on_the_right_side_are_not_certain() -> None:
    five, fifty = (auroc(np.zeros(n), np.ones(n)) for n in (5, 50))
    assert five is not None
    assert fifty is not None
    assert five.value == fifty.value == 1
    assert five.low < 0.6 < 0.9 < fifty.low < 1
    below = auroc(np.ones(5), np.zeros(5))
    assert below == Auroc(0.0, 0.0, pytest.approx(1 - five.low))


def test_texts_that_all_score_the_same_say_nothing() -> None:
    assert auroc(np.ones(50), np.ones(50)) == Auroc(0.5, 0.0, 1.0)


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (0, 30), (3, 20), (5, 100), (50, 1000), (999, 1000)])
def test_the_interval_of_a_rate_is_exactly_clopper_and_pearsons(hits: int, n: int) -> None:
    theirs = binomtest(hits, n).proportion_ci(0.95, "exact")
    assert Rate(hits, n).interval == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_a_rate_of_nothing_is_none_and_anything() -> None:
    assert rate_of(np.array([], dtype=bool)).as_object() == {"hits": 0, "n": 0, "rate": None, "low": 0.0, "high": 1.0}


def test_a_rate_counts() -> None:
    found = rate_of(np.array([True, False, True, True])).as_object()
    assert (found["hits"], found["n"], found["rate"]) == (3, 4, 0.75)


def test_found_at_counts_machine_texts_above_the_line_that_so_few_humans_cross() -> None:
    human = np.arange(40.0)  # at 5 % two may cross: the line lies at 37
    assert found_at(human, np.array([36.9, 37.0, 37.1, 50.0]), 0.05) == Rate(2, 4)
    assert found_at(human[:20], np.array([18.0, 18.5]), 0.05) == Rate(1, 2)


def test_at_a_tie_no_more_humans_cross_than_may() -> None:
    human = np.array([0.0] * 10 + [5.0] * 10)  # one may cross, ten would
    assert found_at(human, np.array([5.0, 5.1]), 0.05) == Rate(1, 2)


def test_too_few_humans_carry_no_line() -> None:
    machine = np.array([100.0])
    assert found_at(np.arange(99.0), machine, 0.01) is None
    assert found_at(np.arange(100.0), machine, 0.01) == Rate(1, 1)
    assert found_at(np.arange(100.0), np.array([]), 0.01) is None
