"""What is not judged, and the reason given."""

import colorsys
import inspect
import textwrap

import pytest

from plugin.domain.score import Reason, Unscorable
from tests.platforms.essays import GENERIC, HARBOUR, PLACE
from workers.scoring import gate
from workers.scoring.judged import judged

PROSE = "The mill closed that winter and nobody in our street said so, though all of us had heard it. " * 8


def closed(text: str, language: str | None = "en", confidence: float = 0.99) -> Unscorable | None:
    return gate.closed_by_size(text, language) or gate.closed(judged(text), language, confidence, {"en"})


def reason(text: str, language: str | None = "en", confidence: float = 0.99) -> Reason | None:
    answer = closed(text, language, confidence)
    return answer.reason if answer else None


@pytest.mark.parametrize("essay", [PLACE, HARBOUR, GENERIC, PROSE])
def test_an_essay_passes(essay: str) -> None:
    assert reason(essay) is None


def test_a_short_text_is_told_how_much_is_needed() -> None:
    answer = closed("Too little to go by.")
    assert answer is not None
    assert (answer.reason, answer.facts) == (Reason.TOO_SHORT, {"words": 5, "minimum": gate.MIN_WORDS})


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


# Twice ten words of titles above each fifteen of prose.
TITLES = ("The Closing of the Mill in Our Street That Year\n\n" * 2 + f"{' '.join(PROSE.split()[:15])}.\n\n") * 6


@pytest.mark.parametrize(
    "text", ["word " * 300, "12.5 30.1 7 " * 100, "-- ?? !! ;; " * 100, "A title alone\n\n" * 60, TITLES]
)
def test_what_is_no_prose_is_not_judged(text: str) -> None:
    assert reason(text) is Reason.NOT_PROSE


SOURCE = inspect.getsource(colorsys).split('"""')[2].split("#", 4)[4]
QUOTED = "\n".join(f"> {line}" for line in textwrap.wrap(PROSE, 70))
CITED = "\n\n".join(f"“{PROSE[:400].strip()}” (Okafor, {year}, p. 12)" for year in range(2001, 2006))
ENTRIES = "".join(
    f"Okafor, A. ({year}). The closing of mills in the north. Harbour Press, Leeds.\n" for year in range(1990, 2005)
)
LIST = "\n".join(f"- a spade, a bucket and {n} nails" for n in range(30))
ROWS = "\n".join(f"| Leeds | {n} | {n * 3} | open |" for n in range(30))
CELLS = "\n\n".join(f"Leeds {n}\n\n{n * 3}\n\n{n / 8:.2f} %" for n in range(60))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (QUOTED, Reason.MOSTLY_QUOTES), (CITED, Reason.MOSTLY_QUOTES), (LIST, Reason.MOSTLY_LISTS),
        (f"References\n{ENTRIES}", Reason.MOSTLY_REFERENCES), (SOURCE, Reason.MOSTLY_CODE),
        (f"```\n{PROSE}\n```", Reason.MOSTLY_CODE), (ROWS, Reason.MOSTLY_TABLES), (CELLS, Reason.MOSTLY_TABLES),
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "Here is what I found:\n\n{}"])
def test_what_is_no_writing_of_the_writers_own_gets_its_named_answer(around: str, text: str, expected: Reason) -> None:
    answer = closed(around.format(text), None, 0.0)
    assert answer is not None
    assert answer.reason is expected
    assert answer.facts["words"] < gate.MIN_WORDS <= answer.words


def test_a_text_that_falls_just_short_without_its_parts_is_short() -> None:
    prose = " ".join(PROSE.split()[:90])
    answer = closed(f"The Mill in Our Street and All That Came After It\n\n{prose}\n\n{LIST[:200]}")
    assert answer is not None
    assert (answer.reason, answer.facts["words"]) == (Reason.TOO_SHORT, 90)


def test_layout_does_not_decide_whether_a_text_is_prose() -> None:
    assert gate.is_prose(PROSE.replace(". ", ".\n\n\n\n      "))


@pytest.mark.parametrize("text", [PLACE + " " + "a" * 5000, PLACE + " " + "one two three four " * 600])
def test_endless_words_and_repetition_are_no_prose_wherever_they_stand(text: str) -> None:
    assert gate.is_prose(PLACE)
    assert not gate.is_prose(text)


def test_a_long_address_in_an_essay_does_no_harm() -> None:
    assert gate.is_prose(PLACE + " https://example.org/" + "a" * 120)
