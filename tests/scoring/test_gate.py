"""What is not judged, and the reason given."""

import inspect
import textwrap

import pytest

from plugin.domain.score import Reason
from tests.platforms.essays import GENERIC, HARBOUR, PLACE
from workers.scoring import gate

PROSE = "The mill closed that winter and nobody in our street said so, though all of us had heard it. " * 8


def reason(text: str, language: str | None = "en", confidence: float = 0.99) -> Reason | None:
    closed = gate.closed(text, len(text.split()), language, confidence, {"en"})
    return closed.reason if closed else None


@pytest.mark.parametrize("essay", [PLACE, HARBOUR, GENERIC, PROSE])
def test_an_essay_passes(essay: str) -> None:
    assert reason(essay) is None


def test_a_short_text_is_told_how_much_is_needed() -> None:
    closed = gate.closed("Too little to go by.", 5, "en", 0.99, {"en"})
    assert closed is not None
    assert (closed.reason, closed.facts) == (Reason.TOO_SHORT, {"words": 5, "minimum": gate.MIN_WORDS})


def test_few_tokens_are_short_and_very_many_are_long() -> None:
    assert gate.closed_by_tokens(gate.MIN_TOKENS, 100, "en") is None
    short, long = gate.closed_by_tokens(gate.MIN_TOKENS - 1, 100, "en"), gate.closed_by_tokens(10**6, 100, "en")
    assert short is not None
    assert long is not None
    assert (short.reason, long.reason) == (Reason.TOO_SHORT, Reason.TOO_LONG)


@pytest.mark.parametrize("text", ["word " * 50_001, "a" * 5001 + " " + "word " * 99_999])
def test_a_text_without_end_is_too_long(text: str) -> None:
    assert reason(text) is Reason.TOO_LONG


def test_a_few_words_of_enormous_length_are_too_long() -> None:
    assert reason(" ".join(["ab" * 5000] * 120)) is Reason.TOO_LONG


@pytest.mark.parametrize(("language", "confidence"), [(None, 0.0), ("en", 0.5), ("fr", 0.3)])
def test_a_language_that_is_not_certain_is_unknown(language: str | None, confidence: float) -> None:
    assert reason(PROSE, language, confidence) is Reason.LANGUAGE_UNKNOWN


def test_a_language_without_measurements_is_not_judged() -> None:
    assert reason(PROSE, "fr") is Reason.LANGUAGE_NOT_CALIBRATED


@pytest.mark.parametrize(
    "text",
    [
        "word " * 300,
        "12.5 30.1 7 " * 100,
        "| 1 | 2 | 3 |\n" * 80,
        "-- ?? !! ;; " * 100,
        textwrap.dedent(inspect.getsource(textwrap.TextWrapper._wrap_chunks)) * 3,
    ],
)
def test_what_is_no_prose_is_not_judged(text: str) -> None:
    assert reason(text) is Reason.NOT_PROSE


def test_layout_does_not_decide_whether_a_text_is_prose() -> None:
    assert gate.is_prose(PROSE.replace(". ", ".\n\n\n\n      "))
