"""Intervals of rates, exact: whole numbers need no special functions."""

from plugin.domain.tails import binomial_tail


def clopper_pearson(hits: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Two-sided interval of a rate of `hits` in `n` (Clopper & Pearson 1934); (0, 1) where nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    tail = (1 - confidence) / 2
    low = beta_quantile(tail, hits, n - hits + 1) if hits else 0.0
    high = beta_quantile(1 - tail, hits + 1, n - hits) if hits < n else 1.0
    return low, high


def beta_quantile(q: float, a: int, b: int) -> float:
    """Bisection on P(Beta(a, b) <= x) = P(Binomial(a + b - 1, x) >= a)."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if binomial_tail(a, a + b - 1, middle) < q else (low, middle)
    return high
