"""Intervals of rates, exact: whole numbers need no special functions."""

import math


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
        low, high = (middle, high) if _binomial_tail(a + b - 1, middle, a) < q else (low, middle)
    return high


def _binomial_tail(n: int, p: float, k: int) -> float:
    """P(X >= k), summed in logarithms over whichever side has fewer terms."""
    if p <= 0 or p >= 1:
        return float(p >= 1 or k <= 0)
    if k <= n // 2:
        return 1.0 - math.fsum(_term(n, p, i) for i in range(k))
    return math.fsum(_term(n, p, i) for i in range(k, n + 1))


def _term(n: int, p: float, i: int) -> float:
    choose = math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1)
    return math.exp(choose + i * math.log(p) + (n - i) * math.log1p(-p))
