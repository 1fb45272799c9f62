"""Surprisal by sentence: a chart and a table that say the same."""

from dataclasses import replace

import pytest

from plugin.domain.score import Direction, Method, Score, Sentence, Span
from plugin.domain.surprise import MOST_BARS, surprise_of
from tests.domain.examples import example_score

TEXT = "Ab cd. Ef gh. Ij kl. Mn op."
FOUR = (Sentence(0, 6, 10, 2.0), Sentence(7, 13, 10, 4.0), Sentence(14, 20, 20, 3.0), Sentence(21, 27, 10, 8.0))


def of(*sentences: Sentence, **other: object) -> Score:
    return replace(example_score(), sentences=sentences, **other)  # type: ignore[arg-type]


def test_each_sentence_is_a_bar_as_high_as_its_surprisal() -> None:
    chart = surprise_of(of(*FOUR), [], TEXT)
    assert chart is not None
    assert [(bar.left, bar.height, bar.surprisal) for bar in chart.bars] == [
        (0.0, 25.0, "2.0"), (25.0, 50.0, "4.0"), (50.0, 37.5, "3.0"), (75.0, 100.0, "8.0"),
    ]  # fmt: skip
    assert chart.bars[3].excerpt == "Mn op."
    assert chart.grouped == ""


def test_the_mean_is_that_of_all_tokens() -> None:
    chart = surprise_of(of(*FOUR), [], TEXT)
    assert chart is not None
    assert (chart.mean_said, chart.mean) == ("4.0", 50.0)


def test_the_deviation_is_burstiness_of_the_same_sentences() -> None:
    chart = surprise_of(of(*FOUR), [], TEXT)
    assert chart is not None
    assert "with a standard deviation of 2.1." in chart.described  # of the four means alike it were 2.3


def test_a_bar_says_in_which_passage_it_lies() -> None:
    span = Span(7, 20, Direction.MACHINE, 4, 30, -1.9, 2.1, 3.9, 0.04)
    chart = surprise_of(of(*FOUR), [("M1", span)], TEXT)
    assert chart is not None
    assert [(bar.label, bar.direction) for bar in chart.bars] == [
        ("", ""), ("M1", "machine"), ("M1", "machine"), ("", ""),
    ]  # fmt: skip


def test_two_sentences_are_no_rhythm() -> None:
    assert surprise_of(of(*FOUR[:2]), [], TEXT) is None


@pytest.mark.parametrize(("count", "together"), [(MOST_BARS, 1), (MOST_BARS + 1, 2), (5000, 42)])
def test_a_long_text_has_several_sentences_in_a_bar_and_says_so(count: int, together: int) -> None:
    chart = surprise_of(of(*(Sentence(n, n + 1, 5, 1.0 + n % 7) for n in range(count))), [], "x" * count)
    assert chart is not None
    assert len(chart.bars) <= MOST_BARS
    assert (chart.bars[0].first, chart.bars[0].last) == (1, together)
    assert chart.bars[-1].last == count
    assert (f"the mean of {together} sentences" in chart.grouped) is (together > 1)


def test_burstiness_is_said_beside_known_human_texts() -> None:
    for direction, said in ((Direction.MACHINE, "reads machine-like"), (Direction.NEITHER, "points to neither")):
        chart = surprise_of(of(*FOUR, methods=(Method("burstiness", 1.9, "bits", direction, 0.07),)), [], TEXT)
        assert chart is not None
        assert "7 in 100 reference human texts vary as little" in chart.varies
        assert said in chart.varies


def test_a_sentence_that_surprises_nobody_divides_nothing_by_zero() -> None:
    chart = surprise_of(of(*(replace(sentence, surprisal=0.0) for sentence in FOUR)), [], TEXT)
    assert chart is not None
    assert {bar.height for bar in chart.bars} == {0.0}


def test_a_chinese_sentence_is_cut_without_spaces() -> None:
    text = "水" * 200
    chart = surprise_of(of(*(Sentence(0, 200, 10, 2.0) for _ in range(3))), [], text)
    assert chart is not None
    assert (len(chart.bars[0].excerpt), chart.bars[0].excerpt[-1]) == (42, "…")
