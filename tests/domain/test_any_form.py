"""Whatever is typed into forms and tables: read, or refused with a sentence; and never run by a spreadsheet."""

import csv
import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.csv_rows import MARK, csv_text
from plugin.domain.document import MediaType, sniff, why_closed
from plugin.domain.policy import Policy, PolicyError
from plugin.domain.policy_form import FIELDS, as_typed, field_from_form, policy_from_form, policy_of
from plugin.domain.typed import number, plain
from tests.fuzzing import fuzzed, json_values, texts

pytestmark = pytest.mark.fuzz
# What begins cells in spreadsheets of the world: comma, semicolon, tab, line end.
CELLS = st.text(st.sampled_from("=+-@\t\r\n ;,\"'|\x0bA1"), max_size=12) | texts


@fuzzed
@given(st.lists(CELLS, min_size=1, max_size=4))
def test_no_cell_begins_a_formula_in_whatever_way_a_spreadsheet_parts_them(row: list[str]) -> None:
    text = "".join(csv_text([row])).removeprefix(MARK)
    assert len(next(csv.reader(io.StringIO(text, newline="")))) == len(row)
    for separator in ",;\t":
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            for cell in line:
                assert not cell.lstrip(" ").startswith(("=", "+", "-", "@")), (separator, text)


@fuzzed
@given(st.dictionaries(st.sampled_from(FIELDS), texts), texts)
def test_a_policy_is_read_or_refused_with_a_sentence(changed: dict[str, str], name: str) -> None:
    try:
        policy = policy_from_form(as_typed(Policy()) | changed)
        field_from_form(name, "x")
    except PolicyError as error:
        assert str(error)  # noqa: PT017 - either is right
    else:
        assert policy_from_form(as_typed(policy)) == policy


@fuzzed
@given(st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_a_policy_kept_by_another_version_is_read(kept: dict[str, object]) -> None:
    assert isinstance(policy_of(kept), Policy)


@fuzzed
@given(texts)
def test_what_is_typed_is_a_number_or_none_and_a_text_without_hidden_characters(text: str) -> None:
    assert math.isnan(number(text)) or 0 <= number(text) < 10**10
    assert all(c in "\n\t" or c.isprintable() or ord(c) > 0x9F for c in plain(text))


@fuzzed
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"\xff\xfe", b"<?xml", b"<!--", b"<html"])
)
def test_any_bytes_are_of_a_kind_or_of_none(data: bytes, head: bytes) -> None:
    assert sniff(head + data) in {*MediaType, None}
    why_closed(head + data)
