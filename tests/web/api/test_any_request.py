"""Whatever a program sends: taken, or refused as a problem that has a name; never an error of ours."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import as_bytes, fuzzed, json_values, mutated, texts
from tests.web.api.conftest import Program

pytestmark = pytest.mark.fuzz
BROUGHT: dict[str, Any] = {"assignment": "", "student": "4", "text": "An essay of some words."}


def is_an_answer(answer: Any) -> bool:
    if answer.status_code < 400:
        return bool(answer.is_json)
    return answer.status_code < 500 and answer.mimetype == "application/problem+json" and bool(answer.json["title"])


@fuzzed
@given(data=st.data())
def test_any_json_is_taken_or_refused_by_name(program: Program, data: st.DataObject) -> None:
    good = BROUGHT | {"assignment": str(program.world.assignment_id)}
    body = as_bytes(data.draw(mutated(good) | json_values))
    assert is_an_answer(program.ask("POST", "/submissions", data=body, content_type="application/json"))


@fuzzed
@given(data=st.data())
def test_any_form_is_taken_or_refused_by_name(program: Program, data: st.DataObject) -> None:
    sent = {"assignment": str(program.world.assignment_id), "student": "4", "text": "Words."}
    sent |= data.draw(st.dictionaries(st.sampled_from(sorted(sent)), texts.filter(_can_be_sent), max_size=2))
    assert is_an_answer(program.ask("POST", "/submissions", data=sent))


@fuzzed
@given(asked=st.dictionaries(st.sampled_from(["state", "since", "limit", "after", "course", "assignment"]), texts))
def test_any_question_is_answered_or_refused_by_name(program: Program, asked: dict[str, str]) -> None:
    sent = {name: value for name, value in asked.items() if _can_be_sent(value)}
    assert is_an_answer(program.ask("GET", "/submissions", query_string=sent))


def _can_be_sent(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
