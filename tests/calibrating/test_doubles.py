"""Copies are found, near copies too, and other texts are not taken for them."""

import pytest

from tests.calibrating.conftest import essay
from workers.calibrating.doubles import SAME, Doubles, shingles_of, similarity


def changed(text: str, every: int) -> str:
    return " ".join("otherwise" if n % every == 0 else word for n, word in enumerate(text.split()))


def test_layout_case_and_marks_make_no_other_text() -> None:
    doubles = Doubles()
    doubles.add("The mill closed, the winter I turned nine.")
    assert doubles.has_exactly("the mill  closed.\nThe winter - I turned NINE")
    assert not doubles.has_exactly("The mill closed the winter I turned ten.")


def test_similarity_is_that_of_jaccard() -> None:
    # a b c | b c d | c d e against b c d | c d e | d e f: two of four.
    assert similarity(shingles_of("a b c d e"), shingles_of("b c d e f")) == 0.5


@pytest.mark.parametrize("every", [15, 20, 40])
def test_a_text_with_a_few_words_changed_is_a_near_double(every: int) -> None:
    doubles = Doubles()
    for seed in range(20):
        doubles.add(essay(seed, 300))
    for seed in range(20):
        copy = changed(essay(seed, 300), every)
        near = similarity(shingles_of(copy), shingles_of(essay(seed, 300))) >= SAME
        assert doubles.has_nearly(copy) is near
    assert not doubles.has_exactly(changed(essay(0, 300), every))


def test_a_text_that_shares_less_than_the_limit_is_another() -> None:
    doubles = Doubles()
    doubles.add(essay(1, 300))
    half = essay(1, 300)[: len(essay(1, 300)) // 2] + essay(2, 150)
    assert similarity(shingles_of(half), shingles_of(essay(1, 300))) < SAME
    assert not doubles.has_nearly(half)


def test_texts_of_too_few_words_for_a_run_are_compared_too() -> None:
    doubles = Doubles()
    doubles.add("Yes")
    doubles.add("")
    assert doubles.has_nearly("yes!")
    assert not doubles.has_nearly("No")
