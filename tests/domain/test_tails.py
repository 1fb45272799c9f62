"""Tails against exact fractions and torch's incomplete gamma function."""

import math
from fractions import Fraction

import pytest
import torch

from plugin.domain.tails import binomial_tail, gamma_tail


@pytest.mark.parametrize("share", [Fraction(1, 4), Fraction(1, 2), Fraction(7, 10)])
@pytest.mark.parametrize("trials", [1, 25, 300])
def test_the_binomial_tail_is_the_sum_of_its_terms(trials: int, share: Fraction) -> None:
    terms = [math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(trials + 1)]
    for successes in {0, 1, trials // 4, trials // 2, trials - 1, trials}:
        exact = float(sum(terms[successes:]))
        assert binomial_tail(successes, trials, float(share)) == pytest.approx(exact, rel=1e-9, abs=1e-300)


def test_four_standard_deviations_are_rarer_in_the_normal_than_in_the_exact_tail() -> None:
    """Of 50 tokens and a quarter green: 1.2 in 10,000 texts, not the 0.3 that the normal distribution promises."""
    beyond = math.floor(12.5 + 4 * math.sqrt(50 * 3 / 16)) + 1
    assert binomial_tail(beyond, 50, 0.25) == pytest.approx(1.2e-4, rel=0.05)


@pytest.mark.parametrize("shape", [1, 25, 600])
@pytest.mark.parametrize("share", [0.2, 0.9, 1.0, 1.1, 1.5])
def test_the_gamma_tail_is_the_incomplete_gamma_function(shape: int, share: float) -> None:
    shaped, total = torch.tensor([shape, shape * share], dtype=torch.float64)
    exact = torch.special.gammaincc(shaped, total)
    assert gamma_tail(shape * share, shape) == pytest.approx(float(exact), rel=1e-8, abs=1e-15)  # torch: nine digits


def test_numbers_of_a_book_are_no_trouble() -> None:
    assert binomial_tail(1_500_000, 3_000_000, 0.5) == pytest.approx(0.5, abs=1e-3)
    assert gamma_tail(100_000.0, 100_000) == pytest.approx(0.5, abs=1e-2)
    assert 0.0 < binomial_tail(2_600, 10_000, 0.25) < 0.02
