"""Tables: rows with bars, tabs or columns, and runs of cells that mostly hold numbers."""

import re
from collections.abc import Callable, Sequence

from plugin.domain.word_count import count_words
from workers.scoring.parts.lines import Line, Stretch, runs_of, stretch

_WORD = re.compile(r"[^\W\d_]{3}|=")
_IN_SENTENCE = re.compile(r"[a-z][.!?]")
_WIDE_GAP = re.compile(r" {2,}|\t")
_CELL_WORDS = 12
_FEW_WORDS = 5  # in a column that only spaces set apart
_CELL_CHARACTERS = 60
_NUMBERS_OF = 3  # cells, one at least is a number: labels stand above and beside them
_LEAST_CELLS = 6  # on a line each, as Word's tables come


def tables_in(lines: Sequence[Line]) -> list[Stretch]:
    return _rows(lines, _barred, 2) + _rows(lines, _tabbed, 2) + _rows(lines, _in_columns, 3) + _cells(lines)


def _rows(lines: Sequence[Line], fits: Callable[[Line], bool], least: int) -> list[Stretch]:
    runs = runs_of(lines, [not line.is_long and fits(line) for line in lines])
    return [stretch(run) for run in runs if len(run) >= least]


def _barred(line: Line) -> bool:
    """A bar in front, as Markdown has it, or two within."""
    cells = line.text.strip("|").split("|")
    return len(cells) >= (2 if line.text.startswith("|") else 3) and _are_short(cells, _CELL_WORDS)


def _tabbed(line: Line) -> bool:
    cells = line.text.split("\t")
    return len(cells) >= 2 and _are_short(cells, _CELL_WORDS)


def _in_columns(line: Line) -> bool:
    cells = _WIDE_GAP.split(line.text)
    ends = sum(cell.endswith((".", "!", "?", ",")) for cell in cells)
    return len(cells) >= 3 and not ends and _are_short(cells, _FEW_WORDS)


def _are_short(cells: list[str], most: int) -> bool:
    return all(count_words(cell) <= most for cell in cells)


def _cells(lines: Sequence[Line]) -> list[Stretch]:
    runs = runs_of(lines, [_is_cell(line) for line in lines])
    return [
        stretch(run)
        for run in runs
        if len(run) >= _LEAST_CELLS and _NUMBERS_OF * sum(_is_number(line) for line in run) >= len(run)
    ]


def _is_cell(line: Line) -> bool:
    return len(line.text) <= _CELL_CHARACTERS and (
        _is_number(line) or (line.words <= _FEW_WORDS and not _IN_SENTENCE.search(line.text))
    )


def _is_number(line: Line) -> bool:
    """With its unit, spread or stars, or a dash for none."""
    return not _WORD.search(line.text) and (any(map(str.isdigit, line.text)) or line.text in "-–—")
