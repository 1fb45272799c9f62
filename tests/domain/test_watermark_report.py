"""Watermarks in words: chances that are never 0, and no verdict."""

import re
from dataclasses import replace

import pytest

from plugin.domain.report import build_report
from plugin.domain.score import Watermark
from plugin.domain.watermark_report import by_chance, watermarks_looked_for
from tests.domain.examples import TEXT, example_score
from tests.domain.test_report import VERDICTS

OURS = Watermark("our chat", "green_list", 1412, 9.1, 3e-12)
OTHER = Watermark("lab model", "gumbel", 388, 1.02, 0.034)


@pytest.mark.parametrize(
    ("p_value", "said"),
    [
        (0.0, "less than 1 in 1,000,000"),
        (9e-7, "less than 1 in 1,000,000"),
        (1e-6, "about 1 in 1,000,000"),
        (0.00023, "about 1 in 4,300"),
        (0.0049, "about 1 in 200"),
        (0.01, "1 in 100"),
        (0.0341, "3.5 in 100"),
        (1.0, "100 in 100"),
    ],
)
def test_a_chance_is_never_said_to_be_smaller_than_it_is(p_value: float, said: str) -> None:
    assert by_chance(p_value) == said


def test_each_mark_says_what_was_counted_and_how_often_chance_does_as_much() -> None:
    said = watermarks_looked_for([OURS])
    assert said is not None
    assert said.lines == (
        "A watermark of our chat (green list) was looked for: 1,412 tokens counted; by chance, as much of it "
        "stands in less than 1 in 1,000,000 unmarked texts.",
    )
    assert not any("watermarks were looked for" in note for note in said.notes)


def test_several_marks_say_that_looking_often_finds_more() -> None:
    said = watermarks_looked_for([OTHER, Watermark("third", "synthid", 50, 0.5, 0.5)])
    assert said is not None
    assert said.notes[0].startswith("2 watermarks were looked for.")
    assert "6.8 in 100" in said.notes[0]


def test_a_mark_that_stands_out_is_said_to_be_no_evidence_and_no_verdict_is_spoken() -> None:
    said = watermarks_looked_for([OURS, OTHER])
    assert said is not None
    words = " ".join((*said.lines, *said.notes))
    assert "not evidence that anyone broke a rule" in words
    assert not VERDICTS.search(words)
    assert not re.search(r"\b(caught|found|positive)\b", words)


def test_a_report_speaks_of_marks_only_where_one_was_looked_for() -> None:
    assert build_report(example_score(), [], TEXT).watermarks is None
    marks = build_report(replace(example_score(), watermarks=(OURS,)), [], TEXT).watermarks
    assert marks is not None
    assert "our chat" in marks.lines[0]
