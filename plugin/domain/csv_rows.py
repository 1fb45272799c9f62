"""Tables as CSV (RFC 4180) that a spreadsheet opens as text: no cell of it is ever run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

# A spreadsheet that is used to Chinese or Japanese takes their wide forms for the signs (OWASP, "CSV Injection").
_SIGNS = "=+@\uff1d\uff0b\uff20\uff0d-"
_STARTS = (*_SIGNS, "\t", "\r", "\n")
# A quote is written twice, and two at a cell's beginning are none to whoever parts cells at other signs.
_SPLITS = re.compile(r"([;\t\r\n])(?=[\s\"]*[" + _SIGNS + "])")
MARK = "\ufeff"  # without it, Excel reads UTF-8 as something else


def csv_text(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """As a file: with its mark, line by line."""
    yield MARK
    yield from csv_lines(rows)


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Line by line, so that a long table is in no memory at once."""
    line = io.StringIO()
    writer = csv.writer(line)
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _safe(cell: object) -> object:
    """OWASP's advice on CSV injection: an apostrophe before whatever could begin a formula, be it behind a sign at
    which a spreadsheet of another language's habits begins a cell. Numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    plain = _SPLITS.sub(r"\1'", cell)
    return "'" + plain if plain.lstrip(" \u3000").startswith(_STARTS) else plain
