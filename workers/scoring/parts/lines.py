"""A text as lines that hold something, each knowing where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.word_count import count_words

Stretch = tuple[int, int]
_LOOKED_AT = 2_000  # a longer line is a paragraph, whatever else it is


@dataclass(frozen=True)
class Line:
    """Raw characters [start, end) without the white space around. Lines of one block have no blank line between."""

    number: int
    block: int
    start: int
    end: int
    text: str
    indent: int
    words: int

    @property
    def is_long(self) -> bool:
        return self.end - self.start > _LOOKED_AT


def lines_of(raw: str) -> list[Line]:
    """A form feed or another sign that only some take for a line's end is white space here."""
    lines: list[Line] = []
    at, block = 0, 0
    for piece in raw.split("\n"):
        text = piece.strip()
        if text:
            indent = len(piece) - len(piece.lstrip())
            start = at + indent
            lines.append(Line(len(lines), block, start, start + len(text), text, indent, count_words(text)))
        else:
            block += 1
        at += len(piece) + 1
    return lines


def blocks_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Neighbouring lines with no blank line, and no line of another kind, between them."""
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and (blocks[-1][-1].block, blocks[-1][-1].number + 1) == (line.block, line.number):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def runs_of(lines: Sequence[Line], fits: Sequence[bool]) -> list[list[Line]]:
    """Neighbouring lines, blank ones between them or not, that all fit."""
    runs: list[list[Line]] = []
    for line, good in zip(lines, fits, strict=True):
        if not good:
            continue
        if runs and runs[-1][-1].number + 1 == line.number:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def stretch(lines: Sequence[Line]) -> Stretch:
    return lines[0].start, lines[-1].end
