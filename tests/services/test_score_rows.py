"""A score comes back from its rows as it went in."""

from dataclasses import replace
from uuid import uuid4

from plugin.domain.score import Band, Distribution
from plugin.services.score_rows import evidence_of, row_of, score_of
from tests.domain.examples import example_score

DISTRIBUTION = Distribution(-1.5, 3.0, (1, 2, 0), (0, 4, 5), 7, ((Band.ELEVATED, 0.9), (Band.STRONG, 1.4)))


def test_the_distribution_comes_back_as_it_was() -> None:
    score = replace(example_score(), distribution=DISTRIBUTION)
    assert score_of(row_of(uuid4(), score), evidence_of(uuid4(), score)) == score


def test_a_score_of_before_it_was_kept_has_none() -> None:
    row = row_of(uuid4(), example_score())
    assert row.distribution == {}
    assert score_of(row, []).distribution is None
