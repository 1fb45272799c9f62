"""What a value was fitted without, it does not know of; what was fitted once is read again only for the same texts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.training.made_up import corpus, labels, table
from workers.training.crossfit import Corpus, CrossFit
from workers.training.table import Labels, Table

SETS = ("a", "b", "c", "d")


@pytest.fixture(scope="module")
def known() -> Table:
    return table(labels(SETS, 40))  # enough that a tree has a branch


def flipped(of: Table, name: str) -> Table:
    """With human and AI exchanged in one set."""
    other = np.where(of.labels.label == "human", "ai", "human")
    turned = np.where(of.labels.dataset == name, other, of.labels.label)
    return replace(of, labels=replace(of.labels, label=turned))


def values(of: Corpus, *without: str) -> "np.ndarray":
    return of.values_without(frozenset(without))[of.table.labels.dataset == without[0]]


def test_labels_of_a_set_left_out_change_nothing_in_its_values(known: Table) -> None:
    before, after = (values(corpus(one), "b") for one in (known, flipped(known, "b")))
    assert (before == after).all()


def test_labels_of_a_set_left_in_change_the_values(known: Table) -> None:
    before, after = (values(corpus(one), "b") for one in (known, flipped(known, "a")))
    assert (before != after).any(axis=0).all()  # of each member


def test_labels_of_the_whole_genre_left_out_change_nothing(known: Table) -> None:
    genre = corpus(known, genres=[["b", "c"]]).genre_of("b")
    assert genre == {"b", "c"}
    before, after = (values(corpus(one), *sorted(genre)) for one in (known, flipped(known, "c")))
    assert (before == after).all()


def test_a_set_in_no_genre_is_one_of_its_own_and_absent_sets_are_in_none(known: Table) -> None:
    own = corpus(known, genres=[["b", "elsewhere"]])
    assert own.genre_of("a") == {"a"}
    assert own.genre_of("b") == {"b"}


def test_a_doubtful_set_trains_nothing_and_belongs_to_no_genre(known: Table) -> None:
    before, after = (values(corpus(one, ["d"], [["b", "d"]]), "b") for one in (known, flipped(known, "d")))
    assert (before == after).all()
    assert corpus(known, ["d"], [["b", "d"]]).genre_of("b") == {"b"}


def test_mixed_texts_train_nothing(known: Table) -> None:
    mixed = np.where((known.labels.dataset == "a") & (np.arange(160) % 4 == 0), "mixed", known.labels.label)
    without = replace(known, labels=replace(known.labels, label=mixed))
    other = replace(without, features=np.where(mixed[:, None] == "mixed", 9.0, without.features),
                    pooled=np.where(mixed[:, None] == "mixed", 9.0, without.pooled).astype(np.float32))  # fmt: skip
    assert (values(corpus(without), "b") == values(corpus(other), "b")).all()


def test_texts_known_by_their_words_alone_train_style_alone(known: Table) -> None:
    read, more = corpus(known), corpus(table(labels(["more"], 40), seed=3, apart=5.0))
    from workers.training.members import count_runs

    joined = Corpus(known, more.table.labels, count_runs([*known.runs, *more.table.runs]), frozenset())
    changed = (values(read, "b") != values(joined, "b")).any(axis=0)
    assert changed.tolist() == [False, True, False]


def test_values_are_given_for_the_sets_named_and_no_others(known: Table) -> None:
    found = corpus(known).values_without(frozenset({"b"}))
    assert (np.isfinite(found).all(axis=1) == (known.labels.dataset == "b")).all()


def test_kept_values_are_read_again(known: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = CrossFit(corpus(known), tmp_path).without("b")
    monkeypatch.setattr(Corpus, "fit", lambda *_: pytest.fail("fitted again"))
    again = CrossFit(corpus(known), tmp_path)
    assert np.array_equal(again.without("b"), made, equal_nan=True)
    with pytest.raises(pytest.fail.Exception):
        again.without("a")


@pytest.mark.parametrize(
    "other",
    [
        lambda known: corpus(flipped(known, "a")),
        lambda known: corpus(known, doubtful=["a"]),
        lambda known: corpus(replace(known, pooled=known.pooled + 1)),
        lambda known: corpus(replace(known, features=known.features[:, ::-1])),
        lambda known: corpus(replace(known, runs=known.runs[::-1])),
    ],
    ids=["a label put right", "a set called doubtful", "other states", "other surprisal", "other words"],
)
def test_values_are_not_kept_for_other_texts_or_labels(
    known: Table, tmp_path: Path, other: Callable[[Table], Corpus]
) -> None:
    made = CrossFit(corpus(known), tmp_path).without("b")
    assert not np.array_equal(CrossFit(other(known), tmp_path).without("b"), made, equal_nan=True)


def test_several_processes_find_what_one_finds(known: Table, tmp_path: Path) -> None:
    wanted = [frozenset({name}) for name in "ab"]
    fits = [CrossFit(corpus(known), tmp_path / str(count)) for count in (1, 2)]
    for count, fit in enumerate(fits, 1):
        fit.prepare(wanted, count)
        assert len(list(fit.folder.iterdir())) == 2
    assert all(np.array_equal(fits[0].without(n), fits[1].without(n), equal_nan=True) for n in "ab")


def test_joined_labels_stay_in_step() -> None:
    one, two = labels(["a"], 2), labels(["b"], 4)
    both = one.joined(two)
    assert isinstance(both, Labels)
    assert both.dataset.tolist() == ["a"] * 2 + ["b"] * 4
    assert both.part(both.human).label.tolist() == ["human"] * 3
