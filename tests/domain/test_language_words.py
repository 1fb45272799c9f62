"""What is said of a language says nothing that was not measured, and what to do."""

from dataclasses import replace

import pytest

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.report import build_report
from plugin.domain.score import Reason
from plugin.domain.words import REASONS, Facts, caveat_words
from tests.domain.examples import example_score


def said(code: Code, **facts: str | int | float) -> str:
    return caveat_words(Caveat(code, Severity.CAUTION, facts)).teacher


def test_a_language_without_measurements_says_who_can_add_them() -> None:
    teacher, student = REASONS[Reason.LANGUAGE_NOT_CALIBRATED]
    assert "administrator can give Caveat a model" in teacher
    assert "administrator" not in student


MEASURED: Facts = {"n": 90, "flagged": 3, "bound": 0.09}


@pytest.mark.parametrize(("facts", "expected"), [(MEASURED, True), ({**MEASURED, "language": "en"}, True),
                                                 ({**MEASURED, "language": "zh"}, False)])  # fmt: skip
def test_second_language_writers_of_english_are_named_only_for_english(facts: Facts, expected: bool) -> None:
    assert ("90 English texts" in said(Code.SECOND_LANGUAGE, **facts)) == expected
    assert "90 " in said(Code.SECOND_LANGUAGE, **facts)


def test_an_unsure_language_is_not_said_to_be_english() -> None:
    assert "English" not in said(Code.LANGUAGE_UNSURE, confidence=0.9)


@pytest.mark.parametrize(("language", "estimated"), [("en", False), ("zh", True), ("zh-hant", True), ("ja", True)])
def test_words_that_no_space_parts_are_said_to_be_estimated(language: str, estimated: bool) -> None:
    made = build_report(replace(example_score(), language=language, spans=()), (), "").provenance
    assert any("estimated from characters" in row.value for row in made) == estimated
