"""Each method's number, by hand."""

import math

import pytest
import torch

from workers.scoring.detectors import ZERO_SHOT, Probe
from workers.scoring.detectors.burstiness import Burstiness
from workers.scoring.detectors.curvature import Curvature
from workers.scoring.detectors.log_rank import LogRank
from workers.scoring.detectors.lrr import LikelihoodRankRatio
from workers.scoring.detectors.perplexity import Perplexity
from workers.scoring.reading import Reading
from workers.scoring.segments import Stretch
from workers.scoring.statistics import TokenStatistics


def reading(log_p: list[float], ranks: list[float] | None = None, sentences: int = 0) -> Reading:
    """Entropy 2 and variance 1 at every place; sentences of one token each."""
    count = len(log_p)
    statistics = TokenStatistics(
        torch.tensor(log_p), torch.tensor(ranks or [1.0] * count), torch.full((count,), 2.0), torch.ones(count)
    )
    return Reading(statistics, torch.ones(2, 3), tuple(Stretch(n, n + 1, n, n + 1) for n in range(sentences)), ())


def test_perplexity_is_the_exponential_of_mean_surprisal() -> None:
    assert Perplexity().value(reading([-1.0, -3.0])) == pytest.approx(math.exp(2))


def test_log_rank_is_a_mean_of_natural_logarithms() -> None:
    assert LogRank().value(reading([-1.0, -1.0], [1.0, math.e**4])) == pytest.approx(2.0)


def test_the_ratio_holds_where_every_rank_is_first() -> None:
    assert LikelihoodRankRatio().value(reading([-1.0, -3.0], [1.0, math.e**2])) == pytest.approx(2.0)
    assert math.isfinite(LikelihoodRankRatio().value(reading([-1.0, -3.0])))


def test_curvature_sums_over_the_text_before_it_divides() -> None:
    # (sum log p + sum entropy) / sqrt(sum variance) = (-4 + 8) / 2
    assert Curvature().value(reading([-1.0] * 4)) == pytest.approx(2.0)


def test_burstiness_is_the_spread_of_sentences_in_bits() -> None:
    bits = math.log(2)
    assert Burstiness().value(reading([-bits, -3 * bits] * 3, sentences=6)) == pytest.approx(1.0)


def test_burstiness_abstains_below_five_sentences() -> None:
    assert math.isnan(Burstiness().value(reading([-1.0] * 4, sentences=4)))


def test_burstiness_weighs_a_sentence_by_its_tokens() -> None:
    bits = math.log(2)
    own = reading([-bits] * 15 + [-5 * bits] * 5)
    longer = tuple(Stretch(at, at + 5, at, at + 5) for at in (0, 5, 10))
    single = tuple(Stretch(at, at + 1, at, at + 1) for at in range(15, 20))
    found = Burstiness().value(Reading(own.statistics, own.pooled, (*longer, *single), ()))
    assert found == pytest.approx(4 * math.sqrt(0.75 * 0.25))  # 15 tokens at one bit, 5 at five


def test_the_probe_is_a_dot_product() -> None:
    assert Probe([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], -1.0).value(reading([-1.0])) == 20.0


def test_every_method_says_which_way_machine_like_lies() -> None:
    expected, surprising = reading([-0.1] * 6, [1.0] * 6), reading([-5.0] * 6, [50.0] * 6)
    for detector in ZERO_SHOT:
        assert detector.sign in (-1, 1)
        if detector.name in ("perplexity", "log_rank", "curvature"):
            assert detector.sign * detector.value(expected) > detector.sign * detector.value(surprising)
