"""Texts of a kind that was not measured."""

from pathlib import Path

import numpy as np
import pytest
import torch

from plugin.domain.score import Band, Direction, Method
from tests.platforms.essays import PLACE
from tests.scoring.made_up import calibration, one_probe
from workers.scoring import judgement
from workers.scoring.ensemble import Ensemble
from workers.scoring.language_model import LanguageModel
from workers.scoring.likeness import NEAREST, Likeness, nearest
from workers.scoring.reading import prepare, read_all
from workers.scoring.scorer import Scorer


def likeness(limit: float, places: float = 0.0) -> Likeness:
    """One axis: the first of the mean states."""
    axes = np.zeros((1, 48))
    axes[0, 0] = 1.0
    return Likeness(axes, np.zeros(1), np.full((20, 1), places), limit)


def test_the_distance_is_that_to_the_nearest_few() -> None:
    places = np.array([[float(n)] for n in range(100)])
    assert nearest(np.array([0.0]), places) == pytest.approx(np.arange(NEAREST).mean())


def test_coordinates_are_axes_less_offset_for_one_text_and_for_many() -> None:
    found = Likeness(np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([1.0, -1.0]), np.zeros((1, 2)), 1.0)
    assert found.coordinates(np.array([3.0, 4.0])).tolist() == [10.0, 5.0]
    assert found.coordinates(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist() == [[10.0, 5.0], [-1.0, 1.0]]


@pytest.mark.parametrize(("limit", "band"), [(1e9, Band.STRONG), (0.0, Band.CANNOT_TELL)])
def test_a_text_far_from_all_that_is_known_is_in_no_band(
    tiny: LanguageModel, tmp_path: Path, limit: float, band: Band
) -> None:
    plain = one_probe([1e-6] * 48, 1e4)
    ensemble = Ensemble(plain.members, plain.scales, plain.shares, plain.sha256, likeness(limit, places=1e6))
    result, said = Scorer(tiny, calibration(tmp_path), ensemble).score(PLACE, "en", 0.99)
    assert result.band is band  # type: ignore[union-attr]
    known = result.likelihood  # type: ignore[union-attr]
    assert ((known.value, known.low, known.high) == (10.0, 0.0, 100.0)) is (band is Band.CANNOT_TELL)
    assert any(caveat.code.value == "unlike_reference" for caveat in said) is (band is Band.CANNOT_TELL)


def test_an_institutions_own_texts_are_the_kind_that_was_measured(tiny: LanguageModel, tmp_path: Path) -> None:
    plain = one_probe([1e-6] * 48, 1e4)
    ensemble = Ensemble(plain.members, plain.scales, plain.shares, plain.sha256, likeness(0.0, places=1e6))
    result, _ = Scorer(tiny, calibration(tmp_path, kind="local", base="made-up"), ensemble).score(PLACE, "en", 0.99)
    assert result.band is Band.STRONG  # type: ignore[union-attr]


def test_a_reading_is_like_what_it_was_fitted_to(tiny: LanguageModel) -> None:
    reading = read_all(tiny, [prepare(tiny, PLACE)])[0]
    own = float(reading.pooled.flatten()[0])
    assert likeness(1e-3, own).holds(reading.pooled.flatten().numpy())
    assert not likeness(1e-3, own + 1).holds(reading.pooled.flatten().numpy())
    assert isinstance(reading.pooled, torch.Tensor)


def row(name: str, direction: Direction) -> Method:
    return Method(name, 0.0, "", direction, 0.5)


def test_a_line_is_not_crossed_against_a_member_that_reads_human() -> None:
    machine = [row("probe", Direction.MACHINE), row("pattern", Direction.NEITHER)]
    assert judgement.disagree(Band.STRONG, (*machine, row("style", Direction.HUMAN)))
    assert not judgement.disagree(Band.STRONG, (*machine, row("style", Direction.NEITHER)))


def test_methods_beside_the_ensemble_have_no_say_against_a_line_crossed() -> None:
    beside = [row(name, Direction.HUMAN) for name in ("perplexity", "log_rank", "lrr", "burstiness", "curvature")]
    assert not judgement.disagree(Band.ELEVATED, tuple(beside))


def test_three_votes_for_machine_like_keep_a_text_from_being_unremarkable() -> None:
    beside = [row(name, Direction.MACHINE) for name in ("perplexity", "log_rank", "lrr")]
    assert judgement.disagree(Band.UNREMARKABLE, tuple(beside))
    assert not judgement.disagree(Band.UNREMARKABLE, (*beside, row("curvature", Direction.HUMAN)))
