"""The text of a report in pieces: each says what it belongs to. Every character but the paragraph breaks is kept."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plugin.domain import words
from plugin.domain.score import LeftOut, Oddity, Span

MOST_PARAGRAPHS = 10_000  # of 100,000 words of ordinary prose there are a tenth of that


@dataclass(frozen=True)
class Piece:
    """A stretch of the text. `label` names the passage it belongs to ("" for none); its first piece `opens` it, and
    its last in each paragraph `closes` it there. `left_out` says of what kind text is that was not judged, `begins`
    where such a part does. `odd` says what is odd about these characters. `anchors` are the places that lists lead to.
    """

    text: str
    label: str = ""
    direction: str = ""
    opens: bool = False
    closes: bool = False
    left_out: str = ""
    begins: bool = False
    odd: str = ""
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    name: str
    more: str = ""


def paragraphs_of(
    text: str, labelled: Sequence[tuple[str, Span]], left_out: Sequence[LeftOut], oddities: Sequence[Oddity]
) -> tuple[tuple[Piece, ...], ...]:
    """Cut at the borders of paragraphs and of all that is marked. What was left out belongs to no passage, even
    where a passage goes on behind it. Of very many paragraphs some stand together, their breaks within."""
    passages = _Marks([_Mark(span.start, span.end, label, span.direction.value) for label, span in labelled])
    left = _Marks([_Mark(p.start, p.end, words.LEFT_OUT[p.kind][1], f"left-{p.kind.value}") for p in left_out])
    odd = _Marks([_Mark(*at, words.ODDITIES[o.kind][1], f"odd-{o.kind.value}") for o in oddities for at in o.places])
    paragraphs, position = [], 0
    opened: set[str] = set()
    for block in _blocks(text):
        if block.strip():
            cut = _cut(position, position + len(block), (passages, left, odd))
            pieces = _closed([_piece(text, start, end, passages, left, odd) for start, end in cut])
            paragraphs.append(tuple(_opened(piece, opened) for piece in pieces))
        position += len(block) + 2
    return tuple(paragraphs)


def _blocks(text: str) -> list[str]:
    """Paragraphs, no more than a page can hold: a file of two megabytes may be 600,000 of a letter each."""
    found = text.split("\n\n")
    together = -(-len(found) // MOST_PARAGRAPHS)
    return ["\n\n".join(found[at : at + together]) for at in range(0, len(found), together)]


class _Marks:
    """Apart from one another, so that a place has one at most."""

    def __init__(self, marks: list[_Mark]):
        self._marks = sorted(marks, key=lambda mark: mark.start)
        self._starts = [mark.start for mark in self._marks]
        self.borders = sorted({border for mark in marks for border in (mark.start, mark.end)})
        self._first = {mark.more: mark.start for mark in reversed(self._marks)}

    def at(self, place: int) -> _Mark | None:
        number = bisect_right(self._starts, place) - 1
        return self._marks[number] if number >= 0 and place < self._marks[number].end else None

    def anchor(self, place: int) -> tuple[str, ...]:
        """The name of a kind at its first place."""
        mark = self.at(place)
        return (mark.more,) if mark and mark.start == place == self._first[mark.more] else ()


def _cut(start: int, end: int, marks: Sequence[_Marks]) -> list[tuple[int, int]]:
    inside = {start, end}
    for layer in marks:
        inside |= set(layer.borders[bisect_left(layer.borders, start) : bisect_right(layer.borders, end)])
    borders = sorted(inside)
    return list(zip(borders, borders[1:], strict=False))


def _piece(text: str, start: int, end: int, passages: _Marks, left: _Marks, odd: _Marks) -> Piece:
    out, strange = left.at(start), odd.at(start)
    passage = None if out else passages.at(start)
    return Piece(
        text[start:end],
        label=passage.name if passage else "",
        direction=passage.more if passage else "",
        left_out=out.name if out else "",
        begins=out is not None and out.start == start,
        odd=strange.name if strange else "",
        anchors=left.anchor(start) + odd.anchor(start),
    )


def _closed(pieces: list[Piece]) -> tuple[Piece, ...]:
    last = {piece.label: number for number, piece in enumerate(pieces) if piece.label}
    return tuple(
        replace(piece, closes=True) if last.get(piece.label) == number else piece for number, piece in enumerate(pieces)
    )


def _opened(piece: Piece, before: set[str]) -> Piece:
    """The first piece of its passage in the whole text: the place that its reasons lead back to."""
    if not piece.label or piece.label in before:
        return piece
    before.add(piece.label)
    return replace(piece, opens=True)
