"""Reasons of a passage: it against its surroundings, and which way the methods lean in it."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from plugin.domain.score import Direction
from tests.scoring.made_up import calibration
from workers.scoring.calibration import Reference, Stratum
from workers.scoring.reading import Reading
from workers.scoring.reasons import inside_and_around, leans
from workers.scoring.segments import Stretch
from workers.scoring.statistics import TokenStatistics


def reading(*log_p: float) -> Reading:
    """Every token is the model's second guess."""
    values = torch.tensor(log_p)
    return Reading(TokenStatistics(values, values * 0 + 2, values, values), values, (), ())


@pytest.fixture
def stratum(tmp_path: Path) -> Stratum:
    """Perplexities of human texts lie about 20, of AI texts about 5; log-ranks about 2 and 1; LRRs, 1 and 2."""
    methods = {
        "perplexity": Reference([-30.0, -20.0, -10.0], [-6.0, -5.0, -4.0]),
        "log_rank": Reference([-3.0, -2.0, -1.0], [-2.0, -1.0, 0.0]),
        "lrr": Reference([0.0, 1.0, 2.0], [1.0, 2.0, 3.0]),
    }
    return replace(calibration(tmp_path).own_stratum(300), methods=methods)


def test_a_mean_is_taken_inside_and_around() -> None:
    assert inside_and_around(torch.tensor([1.0, 1.0, 4.0, 6.0]), Stretch(2, 4, 0, 1)) == (5.0, 1.0)


def test_around_the_whole_text_there_is_nothing() -> None:
    assert inside_and_around(torch.tensor([1.0, 3.0]), Stretch(0, 2, 0, 1)) == (2.0, None)


def test_a_method_leans_to_the_middle_that_it_lies_nearer_to(stratum: Stratum) -> None:
    # Perplexity 6; log-rank log 2 = 0.69; LRR log 6 / log 2 = 2.6. Only the passage's own tokens count.
    text = reading(-9.0, *[-math.log(6)] * 4, -9.0)
    assert set(leans(text, Stretch(1, 5, 0, 1), stratum).values()) == {Direction.MACHINE}
    # Perplexity 18, LRR 4.2.
    found = leans(reading(*[-math.log(18)] * 4), Stretch(0, 4, 0, 1), stratum)
    assert found == {"perplexity": Direction.HUMAN, "log_rank": Direction.MACHINE, "lrr": Direction.MACHINE}


def test_a_method_leans_nowhere_between_equal_middles(tmp_path: Path) -> None:
    found = leans(reading(-1.0, -2.0), Stretch(0, 2, 0, 1), calibration(tmp_path).own_stratum(300))
    assert set(found.values()) == {Direction.NEITHER}
