"""Lists: items of a few words behind bullets or numbers. An item that is prose stays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workers.scoring.parts.lines import Line, Stretch, stretch

_BULLET = re.compile(r"([-*+•◦‣▪▫●○■□➢➤✓✔·\uf0b7\uf0a7])\s+\S")
_NUMBER = re.compile(r"\(?(\d{1,2}|[a-z]|[ivx]{2,4})[.)]\s+\S")
_SENTENCE_END = re.compile(r"[.!?][\"”’)]?(?:\s|$)|[。！？]")
# Longer than this and a sentence, or this long without one, an item is the writer's prose.
_SHORT_SENTENCE, _LONGEST = 8, 30
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


@dataclass
class _Item:
    marker: str
    lines: list[Line]

    @property
    def is_prose(self) -> bool:
        words = sum(line.words for line in self.lines) - 1
        ends = _SENTENCE_END.findall(" ".join(line.text for line in self.lines)[len(self.marker) + 2 :])
        return words > (_SHORT_SENTENCE if ends else _LONGEST) or len(ends) > 1


def lists_in(lines: Sequence[Line]) -> list[Stretch]:
    """A list that is mostly prose stays as a whole: it is an essay in numbered paragraphs."""
    found: list[Stretch] = []
    for items in _lists(lines):
        short = [item for item in items if not item.is_prose]
        if len(items) >= 2 and 2 * len(short) > len(items):
            found += [stretch(item.lines) for item in short]
    return found


def _lists(lines: Sequence[Line]) -> list[list[_Item]]:
    """Items that follow one another: the same bullet, or the next number."""
    lists: list[list[_Item]] = []
    for line in lines:
        marker = _marker(line)
        last = lists[-1][-1] if lists else None
        near = last is not None and last.lines[-1].number + 1 == line.number
        if marker is None:
            if last is not None and near and _goes_on(last.lines[-1], line):
                last.lines.append(line)
        elif last is not None and near and _follows(last.marker, marker):
            lists[-1].append(_Item(marker, [line]))
        else:
            lists.append([_Item(marker, [line])])
    return lists


def _marker(line: Line) -> str | None:
    found = None if line.is_long else _BULLET.match(line.text) or _NUMBER.match(line.text)
    return found.group(1) if found else None


def _goes_on(above: Line, line: Line) -> bool:
    """An item's next line, in a text with hard line ends."""
    return line.block == above.block and (line.text[0].islower() or line.indent > above.indent)


def _follows(before: str, after: str) -> bool:
    if before.isdigit() and after.isdigit():
        return int(after) == int(before) + 1
    if before in _ROMAN and after in _ROMAN and _ROMAN.index(after) == _ROMAN.index(before) + 1:
        return True
    if before.isalpha() and after.isalpha():
        return len(before) == len(after) == 1 and ord(after) == ord(before) + 1
    return before == after
