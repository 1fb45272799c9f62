"""Three members, standardised, in fixed shares; weights that travel as one file."""

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.scoring.made_up import write_ensemble
from workers.scoring.detectors.pattern import Trees
from workers.scoring.detectors.style import Style, Vocabulary, runs
from workers.scoring.ensemble import MEMBERS, SHARES, load_ensemble
from workers.scoring.features import COUNT, features
from workers.scoring.model_files import ModelError
from workers.scoring.reading import make_reading
from workers.scoring.statistics import TokenStatistics


def statistics(tokens: int, seed: int = 1) -> TokenStatistics:
    torch.manual_seed(seed)
    return TokenStatistics(
        -torch.rand(tokens) * 6,
        torch.randint(1, 900, (tokens,)).float(),
        torch.rand(tokens) * 5,
        torch.rand(tokens) * 4,
    )


def test_the_sum_rises_with_every_member(tmp_path: Path) -> None:
    write_ensemble(tmp_path)
    ensemble = load_ensemble(tmp_path / "made-up.safetensors")
    before = dict.fromkeys(MEMBERS, 0.5)
    for name, share in zip(MEMBERS, SHARES, strict=True):
        assert ensemble.combined(before | {name: 1.5}) == pytest.approx(ensemble.combined(before) + share)


@pytest.mark.parametrize("kept", [0, 40, 400])
def test_a_weights_file_cut_short_is_named(tmp_path: Path, kept: int) -> None:
    write_ensemble(tmp_path)
    file = tmp_path / "made-up.safetensors"
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(ModelError) as error:
        load_ensemble(file)
    assert error.value.code == "ensemble_unreadable"


def test_style_knows_runs_whatever_their_case_and_place() -> None:
    vocabulary = Vocabulary(np.unique(runs("and")), np.ones(3))
    style = Style(vocabulary, np.ones(3), 0.0)
    reading = make_reading(statistics(4), torch.zeros(1, 1), "Hand in sAND", [4, 7, 10, 12])
    # Runs of "and": an, nd, and; each twice, so each weighs the same in a row of length one.
    assert style.value(reading) == pytest.approx(3 / np.sqrt(3))


def test_a_text_without_known_runs_has_nothing_but_the_bias() -> None:
    style = Style(Vocabulary(np.unique(runs("qqqq")), np.ones(3)), np.ones(3), -0.25)
    assert style.value(make_reading(statistics(4), torch.zeros(1, 1), "Hand in hand", [4, 7, 10, 12])) == -0.25


def test_trees_go_left_at_their_threshold_and_where_a_missing_number_is_sent() -> None:
    whole = [np.array(row) for row in ([0], [0, -1, -1], [1, 0, 0], [2, 0, 0])]
    for missing_left, expected in ((True, 10.5), (False, 20.5)):
        trees = Trees(
            whole[0],
            whole[1],
            np.array([1.5, 0, 0]),
            np.array([missing_left, False, False]),
            whole[2],
            whole[3],
            np.array([0, 10.0, 20.0]),
            0.5,
        )
        assert [trees.log_odds(np.array([x])) for x in (1.5, 1.6)] == [10.5, 20.5]
        assert trees.log_odds(np.array([np.nan])) == expected


def test_features_are_what_numpy_says_of_surprisal() -> None:
    found, s = features(statistics(200)), -statistics(200).log_probability.double().numpy()
    assert len(found) == COUNT
    assert found[:2] == pytest.approx([s.mean(), s.std()])
    assert found[2] == pytest.approx(((s - s.mean()) ** 3).mean() / s.std() ** 3)
    assert found[4:9] == pytest.approx(np.quantile(s, [0.1, 0.25, 0.5, 0.75, 0.9]))
    assert np.isfinite(found).all()


def test_a_short_text_has_no_pieces_to_vary() -> None:
    assert np.isnan(features(statistics(60))[-3:]).all()
