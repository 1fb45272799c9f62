"""A higher score never speaks less for AI, and never more than the texts showed."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.scoring.made_up import calibration, raw
from tests.training.made_up import labels
from workers.scoring.calibration import Calibration, log_ratio
from workers.training import likelihood as room
from workers.training.likelihood import fit, likelihood
from workers.training.table import Labels

SETS = ("a", "b", "c")


@pytest.fixture(autouse=True, scope="module")
def _few() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "RESAMPLES", 40)
        yield


def corpus(apart: float, n: int = 200) -> tuple[Labels, "np.ndarray", "np.ndarray"]:
    known = labels(SETS, n)
    scores = np.random.default_rng(1).normal(apart * known.machine, 1)
    return known, scores, np.ones(len(scores), dtype=bool)


def made(folder: Path, apart: float) -> Calibration:
    known, scores, rows = corpus(apart)
    found = raw(likelihood=likelihood(known, scores, rows))
    for row in found["strata"]:
        row["score"] = {
            side: sorted(scores[mask].tolist()) for side, mask in (("human", known.human), ("machine", known.machine))
        }
    return calibration(folder, **{"likelihood": found["likelihood"], "strata": found["strata"]})


@pytest.mark.parametrize("apart", [-1.0, 0.0, 0.5, 2.0, 8.0])
def test_the_ratio_rises_with_the_score_whatever_the_texts_say(apart: float) -> None:
    found = likelihood(*corpus(apart, 60))
    for parameters in (found["fit"], *found["resampled"]):
        ratios = [log_ratio(score, *parameters) for score in np.linspace(-9, 9, 50)]
        assert (np.diff(ratios) >= 0).all()
        assert np.isfinite(ratios).all()


@pytest.mark.parametrize("apart", [0.5, 2.0])
def test_the_probability_rises_with_the_statistic_inside_its_interval(tmp_path: Path, apart: float) -> None:
    found = made(tmp_path, apart)
    said = [found.likelihood(score, 0.1) for score in np.linspace(-9, 9, 80)]
    for of in ("value", "low", "high"):
        assert (np.diff([getattr(one, of) for one in said]) >= 0).all()
    assert all(0 < one.low <= one.value <= one.high < 100 for one in said)


def test_the_fit_finds_the_ratio_that_the_texts_were_drawn_from() -> None:
    known, scores, rows = corpus(2.0, 4000)  # log ratio of N(2, 1) over N(0, 1): 2 s - 2
    slope, shift, unseen = fit(known, scores, rows, SETS)
    assert [log_ratio(score, slope, shift, unseen) for score in (0.5, 1.0, 1.5, 2.5)] == pytest.approx(
        [-1, 0, 1, 3], abs=0.25
    )


def test_texts_that_say_nothing_move_no_odds(tmp_path: Path) -> None:
    found = made(tmp_path, 0.0)
    assert found.likelihood(3.0, 0.1).value == pytest.approx(10, abs=5)


def test_both_sides_weigh_the_same_however_many_there_are() -> None:
    known, scores, rows = corpus(2.0, 1000)
    fewer = rows & (known.human | (np.arange(len(rows)) % 10 == 1))
    even, uneven = fit(known, scores, rows, SETS), fit(known, scores, fewer, SETS)
    for score in (0.0, 1.0, 2.0):
        assert log_ratio(score, *uneven) == pytest.approx(log_ratio(score, *even), abs=0.5)


def test_sets_that_differ_widen_the_interval() -> None:
    known, scores, rows = corpus(2.0)
    alike = likelihood(known, scores, rows)["resampled"]
    apart = likelihood(known, np.where(known.dataset == "a", -scores, scores), rows)["resampled"]
    spread = [np.std([log_ratio(2.0, *parameters) for parameters in fits]) for fits in (alike, apart)]
    assert spread[1] > 2 * spread[0]


def test_the_same_texts_give_the_same_numbers() -> None:
    assert json.dumps(likelihood(*corpus(1.0, 60))) == json.dumps(likelihood(*corpus(1.0, 60)))


def test_the_share_that_passes_is_twice_what_lies_below_the_human_median() -> None:
    known, scores, rows = corpus(8.0)
    machine = np.flatnonzero(known.machine & (known.dataset == "a"))
    scores[machine[: len(machine) // 4]] = -9.0
    assert room.passed(known, scores, rows) == pytest.approx({"a": 0.5, "b": 0.0, "c": 0.0}, abs=0.03)


def test_a_low_score_leaves_room_for_a_generator_that_passes_like_the_worst_set(tmp_path: Path) -> None:
    known, scores, rows = corpus(8.0)
    machine = np.flatnonzero(known.machine & (known.dataset == "a"))
    scores[machine[: len(machine) // 4]] = -9.0
    found = likelihood(known, scores, rows)
    shares = [unseen for _, _, unseen in found["resampled"]]
    assert found["fit"][2] >= 0.15
    assert max(shares) == pytest.approx(0.5, abs=0.05)
    assert min(shares) < 0.2
