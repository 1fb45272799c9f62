"""Small numbers stay hidden, and shares are as sure as their number allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain import usage


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)]
)
def test_the_interval_is_wilsons(hits: int, n: int, low: float, high: float) -> None:
    """As in Newcombe, Statistics in Medicine 17 (1998), table I."""
    found = usage.share(hits, n)
    assert found
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_of_four_cases_no_share_is_told() -> None:
    assert usage.share(4, 4) is None


def test_a_rough_interval_holds_the_exact_one_and_tells_no_number() -> None:
    exact = usage.share(20, 22)
    assert exact
    rough = usage.roughly(exact)
    assert (rough.n, rough.share) == (None, None)
    assert rough.low <= exact.low
    assert rough.high >= exact.high


@given(st.dictionaries(st.sampled_from(usage.COLUMNS), st.integers(0, 30)))
def test_no_hidden_cell_can_be_worked_out(parts: dict[str, int]) -> None:
    """From a total and all other cells: at least two are hidden, unless all others are nought."""
    shown = usage.hidden(parts)
    gone = [name for name, n in shown.items() if n is None]
    assert {name for name, n in parts.items() if 0 < n < usage.LEAST} <= set(gone)
    if gone and any(shown.values()):
        assert len(gone) >= 2
        assert sum(parts[name] for name in gone) >= usage.LEAST


def test_a_small_total_is_hidden_with_its_cells() -> None:
    row = usage.row("x", {"strong": 3})
    assert (row.total, row.cells["strong"], row.cells["elevated"]) == (None, None, 0)
