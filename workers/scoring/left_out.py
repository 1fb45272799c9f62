"""What of a submission is not its writer's running prose, and so is not judged: found by its form alone.

When in doubt a part stays: prose left out by mistake would be prose that nobody looked at.
"""

from collections.abc import Iterable

from plugin.domain.score import LeftOut, LeftOutKind
from plugin.domain.word_count import count_words
from workers.scoring.parts.code import code_in
from workers.scoring.parts.headings import headings_in
from workers.scoring.parts.lines import Line, Stretch, lines_of
from workers.scoring.parts.lists import lists_in
from workers.scoring.parts.quotes import block_quotes_in, inline_quotes_in
from workers.scoring.parts.references import references_in
from workers.scoring.parts.tables import tables_in

# In this order: what the first has taken the next does not see.
_FINDERS = (
    (LeftOutKind.REFERENCES, references_in),
    (LeftOutKind.QUOTE, block_quotes_in),
    (LeftOutKind.TABLE, tables_in),
    (LeftOutKind.CODE, code_in),
    (LeftOutKind.LIST, lists_in),
    (LeftOutKind.HEADING, headings_in),
)

_Found = list[tuple[int, int, LeftOutKind]]


def left_out(raw: str) -> tuple[LeftOut, ...]:
    """In order, apart from one another. Any string is taken; time grows with its length."""
    rest = lines_of(raw)
    found: _Found = []
    for kind, finder in _FINDERS:
        stretches = _apart(finder(rest))
        rest = _without(rest, stretches)
        found += [(start, end, kind) for start, end in stretches]
    found += [(start, end, LeftOutKind.QUOTE) for start, end in inline_quotes_in(raw, rest)]
    return tuple(
        LeftOut(kind, start, end, count_words(raw[start:end])) for start, end, kind in _joined(raw, sorted(found))
    )


def _apart(stretches: Iterable[Stretch]) -> list[Stretch]:
    """In order; where two overlap they become one."""
    apart: list[Stretch] = []
    for start, end in sorted(stretches):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _without(lines: list[Line], stretches: list[Stretch]) -> list[Line]:
    kept: list[Line] = []
    taken = iter([*stretches, (1 << 62, 1 << 62)])
    start, end = next(taken)
    for line in lines:
        while line.start >= end:
            start, end = next(taken)
        if line.start < start:
            kept.append(line)
    return kept


def _joined(raw: str, found: _Found) -> _Found:
    """Neighbours of one kind with nothing but white space between them are one."""
    joined: _Found = []
    for start, end, kind in found:
        if joined and joined[-1][2] is kind and not raw[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end, kind)
        else:
            joined.append((start, end, kind))
    return joined
