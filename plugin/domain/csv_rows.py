"""Tables as CSV (RFC 4180) that a spreadsheet opens as text: no cell of it is ever run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
MARK = "\ufeff"  # without it, Excel reads UTF-8 as something else


def csv_text(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Line by line, so that a long table is in no memory at once."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield MARK
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _safe(cell: object) -> object:
    """OWASP's advice on CSV injection: an apostrophe before whatever could begin a formula. Numbers stay numbers."""
    return "'" + cell if isinstance(cell, str) and cell.lstrip(" ").startswith(_STARTS) else cell
