"""What scikit-learn fitted is what the scorer computes, without scikit-learn."""

import numpy as np
import pytest
import torch
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer

from workers.scoring.detectors.style import Style
from workers.scoring.reading import make_reading
from workers.scoring.statistics import TokenStatistics
from workers.training.members import _TREES, count_runs, fit_pattern, fit_probe, fit_style, weighted, weights_of
from workers.training.table import Labels, runs_of

TEXTS = [
    f"{'The harbour lay grey and still' if n % 2 else 'Moreover, it is important to note'} number {n}."
    for n in range(60)
]


def labels(n: int) -> Labels:
    sides = np.array(["human", "ai"] * (n // 2))
    return Labels(
        np.array(["one", "one", "two"] * (n // 3)), sides, np.array(["unknown"] * n), np.arange(n).astype(str),
        np.array([""] * n),
    )  # fmt: skip


def test_flat_trees_say_what_scikit_learn_says() -> None:
    generator = np.random.default_rng(1)
    rows = generator.normal(size=(300, 5))
    rows[:, 4][generator.random(300) < 0.3] = np.nan
    known = labels(300)
    rows[known.machine, 0] += 1
    model = HistGradientBoostingClassifier(**_TREES).fit(rows, known.machine, sample_weight=weights_of(known))
    flat = fit_pattern(rows, known)
    assert [flat.log_odds(row) for row in rows] == pytest.approx(model.decision_function(rows))


def test_a_probe_folds_its_standardisation_in() -> None:
    generator = np.random.default_rng(2)
    rows = generator.normal(3.0, 5.0, size=(120, 4))
    known = labels(120)
    rows[known.machine] += 4
    probe = fit_probe(rows, known)
    scores = rows @ probe.weights + probe.bias
    assert scores[known.machine].mean() > scores[known.human].mean()
    moved = fit_probe(rows * 10 + 7, known)
    assert (rows * 10 + 7) @ moved.weights + moved.bias == pytest.approx(scores, abs=1e-2)


def test_style_scores_a_text_as_its_matrix_row() -> None:
    counted = count_runs([runs_of(text) for text in TEXTS])
    vocabulary, style = fit_style(counted, labels(60))
    rows = weighted(counted, vocabulary) @ style.weights + style.bias
    detector = Style(vocabulary, style.weights, style.bias)
    for number in (0, 1, 17):
        reading = make_reading(
            TokenStatistics(*(torch.ones(1),) * 4), torch.zeros(1, 1), TEXTS[number], [len(TEXTS[number])]
        )
        assert detector.value(reading) == pytest.approx(rows[number])


def test_rows_are_those_of_scikit_learns_vectorizer() -> None:
    counted = count_runs([runs_of(text) for text in TEXTS])
    vocabulary, _ = fit_style(counted, labels(60))
    theirs = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True, min_df=6).fit_transform(TEXTS)
    ours = weighted(counted, vocabulary)
    assert ours.shape == theirs.shape
    assert np.sort(ours[3].toarray().ravel()) == pytest.approx(np.sort(theirs[3].toarray().ravel()))


def test_each_set_weighs_like_the_root_of_its_size_and_both_sides_the_same() -> None:
    known = labels(60)
    weight = weights_of(known)
    assert weight[known.machine].sum() == pytest.approx(weight[known.human].sum())
    one, two = ((known.dataset == name) & known.human for name in ("one", "two"))
    assert weight[one].sum() / weight[two].sum() == pytest.approx(np.sqrt(one.sum() / two.sum()))
