"""What is said of a passage: numbers, and how little they mean."""

from dataclasses import replace

from plugin.domain.passages import passage_in_words, reads_evenly
from plugin.domain.score import Direction, Span

MACHINE = Span(
    0, 200, Direction.MACHINE, 46, 60, -1.9, 2.1, 3.9, 0.04, guessed=0.618, guessed_around=0.48,
    agree=("perplexity", "log_rank"), asked=3,
)  # fmt: skip
WHOLE = Span(0, 200, Direction.MACHINE, 46, 60, -1.9, 2.1, None, 0.04, guessed=0.618)
STORED_BEFORE = Span(0, 31, Direction.HUMAN, 30, 50, -4.1, 5.9, 3.9, 0.40)


def test_each_reason_is_a_sentence_with_its_numbers() -> None:
    assert passage_in_words("M1", MACHINE).reasons == (
        "Its words are more expected than those around it (2.1 against 3.9 bits a token). Where it begins and ends is "
        "a rough guess.",
        "About 4 in 100 human texts of this length hold a passage at least this far out.",
        "62 in 100 of its tokens are among the language model's first ten guesses; around it, 48 in 100.",
        "2 of 3 methods put it nearer to the typical AI text (Perplexity, Log-rank). They read the same numbers, so "
        "they do not bear each other out.",
    )


def test_the_whole_text_is_not_compared_with_what_is_not_there() -> None:
    reasons = passage_in_words("M1", WHOLE).reasons
    assert reasons[0] == "It is the whole text, at 2.1 bits a token: nothing around it to hold it against."
    assert reasons[2] == "62 in 100 of its tokens are among the language model's first ten guesses."


def test_a_passage_stored_before_these_reasons_shows_those_it_has() -> None:
    assert passage_in_words("H1", STORED_BEFORE).reasons == (
        "Its words are less expected than those around it (5.9 against 3.9 bits a token). Where it begins and ends is "
        "a rough guess.",
        "About 40 in 100 AI texts of this length hold a passage at least this far out, so it weighs little.",
    )


def test_none_among_the_reference_is_not_never() -> None:
    said = passage_in_words("M1", replace(MACHINE, human_share=0.0)).reasons[1]
    assert said == "No reference human text holds a passage this far out; others may."


def test_a_whole_text_that_is_nothing_rare_reads_evenly() -> None:
    even = replace(WHOLE, direction=Direction.HUMAN, human_share=0.4)
    assert passage_in_words("H1", even).heading == "The text reads evenly: no passage of it stands out"
    assert reads_evenly(even)
    assert not reads_evenly(replace(even, human_share=0.03))
    assert not reads_evenly(WHOLE)
    assert not reads_evenly(STORED_BEFORE)
