"""Tables that a spreadsheet opens as text."""

import csv
import io

import pytest

from plugin.domain.csv_rows import MARK, csv_text


def one_row(*cells: object) -> list[str]:
    text = "".join(csv_text([cells]))
    assert text.startswith(MARK)
    return next(csv.reader(io.StringIO(text.removeprefix(MARK))))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "\u3000=1"]
)
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert one_row(cell) == ["'" + cell]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("a;=1+1;b", "a;'=1+1;b"),
        ("a\t@SUM(A1)", "a\t'@SUM(A1)"),
        ("; -1", ";' -1"),
        ("\r=1", "'\r'=1"),
        ("\t=1", "'\t'=1"),
        ('a;"=1;b', "a;'\"=1;b"),
        ("a; ＝1", "a;' ＝1"),
        ("a; b", "a; b"),
    ],
)
def test_no_part_of_a_cell_begins_a_formula_where_semicolons_or_tabs_part_them(cell: str, kept: str) -> None:
    """A German Excel takes a semicolon within a name for the end of the cell."""
    assert one_row(cell) == [kept]


def test_everything_else_comes_as_it_was() -> None:
    assert one_row('a, "b"\nc', 7, -2.5, "汉字", "") == ['a, "b"\nc', "7", "-2.5", "汉字", ""]
