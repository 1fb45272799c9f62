"""Bins that a report draws: every reference text in one of them, and this text always within."""

import math

import pytest

from plugin.domain.score import Band
from workers.scoring.calibration import Reference, Stratum
from workers.scoring.distribution import BINS, distribution


def stratum(human: list[float], machine: list[float]) -> Stratum:
    return Stratum("all", 0, math.inf, Reference(human, machine), {}, Reference([], []), 1.0)


HUMAN = [n / 100 for n in range(-100, 100)]
MACHINE = [1.0, 2.0, 3.0]


def test_every_reference_text_is_counted_once() -> None:
    found = distribution(stratum(HUMAN, MACHINE), 0.5)
    assert (sum(found.human), sum(found.machine)) == (200, 3)
    assert len(found.human) == len(found.machine) == BINS
    assert (found.low, found.high) == (-1.0, 3.0)


def test_a_text_beyond_all_references_widens_the_picture() -> None:
    found = distribution(stratum(HUMAN, MACHINE), 9.0)
    assert found.high == 9.0
    assert (found.human[-1], found.machine[-1], found.machine_at_or_above) == (0, 0, 0)


def test_ai_texts_at_this_value_are_at_or_above_it() -> None:
    assert distribution(stratum(HUMAN, MACHINE), 2.0).machine_at_or_above == 2


def test_a_line_lies_where_its_share_of_human_texts_begins() -> None:
    (elevated, low), (strong, high) = distribution(stratum(HUMAN, MACHINE), 0.0).lines
    assert (elevated, strong) == (Band.ELEVATED, Band.STRONG)
    assert sum(value >= low for value in HUMAN) == 9  # (1 + 9) / 201 is the last that is not above 5 %
    assert low < high


def test_a_reference_too_small_for_a_line_has_none() -> None:
    assert [band for band, _ in distribution(stratum(HUMAN[:50], MACHINE), 0.0).lines] == [Band.ELEVATED]


@pytest.mark.parametrize("machine", [[], [0.5]])
def test_without_ai_texts_there_is_no_second_shape(machine: list[float]) -> None:
    assert bool(distribution(stratum(HUMAN, machine), 0.0).machine) is bool(machine)


def test_reference_texts_all_alike_are_no_division_by_zero() -> None:
    assert distribution(stratum([1.0], [1.0]), 1.0).human[0] == 1
