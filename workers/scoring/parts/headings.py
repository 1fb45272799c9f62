"""Headings: short lines without a sentence's end, above prose."""

import re
from collections.abc import Sequence

from workers.scoring.parts.lines import Line, Stretch, stretch

_MOST_WORDS = 12
_MOST_BEFORE_COLON = 6  # "The causes of this are many and among them:" is a sentence
_LEAST_BELOW = 15  # words of the paragraph below; in a text without blank lines it must be plainly a paragraph
_PLAINLY = 25
_IN_A_ROW, _ON_TOP = 2, 6  # a title page has name, course, teacher, date; many short lines elsewhere may be a poem
_MARKED = re.compile(r"#{1,6}\s+\S|(\*\*|__)[^*_]+\1:?$")
_CLOSED = (".", "!", "?", ",", ";", "…", '"', "”", "'", "’", *"。！？，；」』")


def headings_in(lines: Sequence[Line]) -> list[Stretch]:
    found: list[Stretch] = []
    row: list[Line] = []  # of lines that would be headings above prose
    for line, above in zip(lines, [None, *lines], strict=False):
        if _is_short(line) and _stands_apart(line, above):
            row.append(line)
            continue
        found += [stretch([heading]) for heading in row if _are_headings(row, line) or _MARKED.match(heading.text)]
        row = []
    return found + [stretch([heading]) for heading in row if _MARKED.match(heading.text)]


def _is_short(line: Line) -> bool:
    most = _MOST_BEFORE_COLON if line.text.endswith((":", "：")) else _MOST_WORDS
    if line.words > most or line.is_long or "=" in line.text:
        return False
    first = next((c for c in line.text if c.isalpha()), "a")
    return bool(_MARKED.match(line.text)) or (
        not first.islower() and line.text[0].isalnum() and not line.text.endswith(_CLOSED)
    )


def _stands_apart(line: Line, above: Line | None) -> bool:
    """After a blank line, or after a line that ends a sentence or is one of these itself."""
    return (
        above is None
        or above.block != line.block
        or above.text.endswith((".", "!", "?", '"', "”", *"。！？」』"))
        or _is_short(above)
    )


def _are_headings(row: list[Line], below: Line) -> bool:
    least = _LEAST_BELOW if below.block != row[-1].block else _PLAINLY
    most = _ON_TOP if row[0].number == 0 else _IN_A_ROW
    # What stands right above a list or formula leads up to it: "Such tests are used for".
    together = below.number - row[0].number == len(row)
    return together and len(row) <= most and below.words >= least and not below.text[0].islower()
