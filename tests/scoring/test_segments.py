"""Sentences, and the passages that they make where the level of predictability changes."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from workers.scoring.segments import PASSAGE_TOKENS, SETTLED, Stretch, level, passages_of, sentences_of
from workers.scoring.statistics import TokenStatistics


def words_as_tokens(text: str) -> list[int]:
    """Ends of all words but the first, as if each word were a token."""
    ends, at = [], 0
    for word in text.split(" "):
        at += len(word)
        ends.append(at)
        at += 1
    return ends[1:]


def test_sentences_are_cut_at_their_ends_and_not_at_abbreviations() -> None:
    text = 'Dr. Okafor came at 3.5 p.m. to see it. "Why?" she asked. Nobody, i.e. no one, knew! It was late.'
    found = [text[s.start : s.end].strip() for s in sentences_of(text, words_as_tokens(text))]
    assert found == [
        "Dr. Okafor came at 3.5 p.m. to see it.", '"Why?" she asked.', "Nobody, i.e. no one, knew!", "It was late.",
    ]  # fmt: skip


def levels(*runs: tuple[float, int]) -> TokenStatistics:
    """Runs of tokens, each at one log-probability; entropy nought, so that this is the residual too."""
    log_p = torch.tensor([level for level, count in runs for _ in range(count)])
    return TokenStatistics(log_p, torch.ones(len(log_p)), torch.zeros(len(log_p)), torch.ones(len(log_p)))


def passages_in(lengths: list[int], statistics: TokenStatistics) -> list[tuple[int, int]]:
    text = " ".join("Word " + "more " * (n - 1) + "end." for n in lengths)
    return [(p.first, p.last) for p in passages_of(sentences_of(text, words_as_tokens(text)), statistics)]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=30), st.integers(0, 2**32))
def test_sentences_and_passages_cover_every_token_once(lengths: list[int], seed: int) -> None:
    text = " ".join("Word " + "more " * (n - 1) + "end." for n in lengths)
    ends = words_as_tokens(text)
    sentences = sentences_of(text, ends)
    assert [at for s in sentences for at in range(s.first, s.last)] == list(range(len(ends)))
    noise = torch.randn(len(ends), generator=torch.Generator().manual_seed(seed))
    passages = passages_of(sentences, TokenStatistics(noise, noise, noise, noise))
    if len(ends) >= PASSAGE_TOKENS:
        assert [at for p in passages for at in range(p.first, p.last)] == list(range(len(ends)))
    assert all(p.tokens >= PASSAGE_TOKENS for p in passages)


def test_a_passage_begins_with_the_sentence_where_the_level_changes() -> None:
    # Sentences of 20 tokens, the first of 19: its first word is never scored.
    assert passages_in([19] * 10, levels((-3.0, 99), (-1.0, 100))) == [(0, 99), (99, 199)]
    assert passages_in([19] * 10, levels((-3.0, 99), (-1.0, 60), (-3.0, 40))) == [(0, 99), (99, 199)]


def test_a_text_of_one_level_is_one_passage() -> None:
    assert passages_in([19] * 10, levels((-3.0, 199))) == [(0, 199)]


def test_the_first_tokens_say_nothing_of_a_passage() -> None:
    statistics = levels((-9.0, SETTLED), (-3.0, 179))
    assert passages_in([19] * 10, statistics) == [(0, 199)]
    assert level(statistics, Stretch(0, 59, 0, 1)) == -3.0
    assert level(statistics, Stretch(0, SETTLED, 0, 1)) == -9.0  # where there are no others


def test_what_is_measured_is_relieved_of_a_third_of_the_entropy() -> None:
    two = torch.full((30,), 2.0)
    assert level(TokenStatistics(-two, two, 3 * two, two), Stretch(0, 30, 0, 1)) == pytest.approx(0.0)


def test_numbers_that_are_none_make_no_passage() -> None:
    assert passages_in([19] * 10, levels((float("nan"), 199))) == []
