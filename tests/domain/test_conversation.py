"""Questions from the student's own text: open, neutral, and never of somebody else's words."""

import re
from dataclasses import replace

import pytest

from plugin.domain.conversation import conversation_of
from plugin.domain.score import Direction, LeftOut, LeftOutKind, Score, Sentence, Span
from tests.domain.examples import example_score
from tests.domain.test_report import VERDICTS

FIRST, SECOND, THIRD = (
    "The mill closed in the winter I turned nine.",
    "Nobody said so aloud.",
    "“He said it,” I read somewhere.",
)
TEXT = f"{FIRST} {SECOND} {THIRD}"
SENTENCES = tuple(
    Sentence(TEXT.index(one), TEXT.index(one) + len(one), 9, 3.0) for one in (FIRST, SECOND, THIRD)
)  # fmt: skip
MACHINE = Span(0, len(FIRST), Direction.MACHINE, 9, 60, -1.9, 2.1, 3.9, 0.04)
HUMAN = Span(len(FIRST) + 1, TEXT.index(SECOND) + len(SECOND), Direction.HUMAN, 9, 60, -4.1, 5.9, 3.9, 0.02)
ACCUSING = re.compile(
    r"\b(did you write|really|honest\w*|prove|admit|yourself|caught|accus\w*|suspect\w*)\b", re.IGNORECASE
)


def score(**other: object) -> Score:
    return replace(example_score(), sentences=SENTENCES, left_out=(), **other)  # type: ignore[arg-type]


def test_a_passage_of_each_direction_is_quoted_and_asked_about() -> None:
    talk = conversation_of(score(), [("M1", MACHINE), ("H1", HUMAN)], TEXT)
    assert [(one.label, one.quote) for one in talk.questions if one.quote] == [("M1", FIRST), ("H1", SECOND)]


def test_somebody_else_s_words_are_not_asked_about() -> None:
    quote = LeftOut(LeftOutKind.QUOTE, TEXT.index(SECOND), len(TEXT), 9)
    talk = conversation_of(replace(score(), left_out=(quote,)), [("H1", HUMAN)], TEXT)
    assert not any(one.quote for one in talk.questions)


def test_sentences_too_short_or_too_long_to_quote_are_not() -> None:
    long = "word " * 60 + "end."
    spans = [("M1", replace(MACHINE, end=len(long)))]
    assert not any(one.quote for one in conversation_of(
        replace(score(), sentences=(Sentence(0, len(long), 60, 3.0),)), spans, long
    ).questions)  # fmt: skip


def test_a_chinese_sentence_is_short_in_characters() -> None:
    text = "磨坊在我九岁那年冬天关了门。"
    of_it = replace(score(), sentences=(Sentence(0, len(text), 9, 3.0),))
    talk = conversation_of(of_it, [("M1", replace(MACHINE, end=len(text)))], text)
    assert talk.questions[0].quote == text


def test_without_a_passage_there_are_questions_all_the_same() -> None:
    assert len(conversation_of(score(), [], TEXT).questions) >= 4


@pytest.mark.parametrize("student", [False, True])
def test_no_question_accuses(student: bool) -> None:
    talk = conversation_of(score(), [("M1", MACHINE), ("H1", HUMAN)], TEXT, student)
    said = " ".join((talk.heading, talk.lead, *(one.text for one in talk.questions), *talk.beside))
    assert not ACCUSING.search(said)
    assert not VERDICTS.search(said)


def test_both_readers_have_the_same_questions() -> None:
    spans = [("M1", MACHINE), ("H1", HUMAN)]
    teacher, student = (conversation_of(score(), spans, TEXT, who) for who in (False, True))
    assert teacher.questions == student.questions
    assert teacher.beside != student.beside
