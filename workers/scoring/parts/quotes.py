"""Other people's words: block quotes, and quotations of 25 words or more within a paragraph."""

import re
from collections.abc import Iterator, Sequence

from plugin.domain.word_count import count_words
from workers.scoring.parts.lines import Line, Stretch, blocks_of, runs_of, stretch

LEAST_WORDS = 25
_QUOTED_LINE = re.compile(r">+\s*[^\s=\d>]")
_PAIRED = re.compile("“[^“”]*”|«[^«»]*»|「[^「」]*」|『[^『』]*』")
_INDENT = 4
_OPENS_AFTER = frozenset(" \t\n([{-–—/:,")
# A page, year or number behind it, or a name after a dash.
_CITED = re.compile(
    r"[\"”»」』]\s?[.,;，。；]?\s?(?:（[^（）]{0,80}\d[^（）]{0,40}）|\([^()]{0,80}\d[^()]{0,40}\)|\[\d{1,3}|\([^()]{0,60}\bn\.d\.|[—–-]{1,2}\s?[A-Z])"
)
# From as many spoken passages on, a text tells a story, and its dialogue is its writer's own.
_DIALOGUE = 3
_SPOKEN = re.compile(r"[.,!?…—。，！？-]$")


def block_quotes_in(lines: Sequence[Line]) -> list[Stretch]:
    marked = runs_of(lines, [_QUOTED_LINE.match(line.text) is not None for line in lines])
    return [stretch(run) for run in marked] + _set_in(lines)


def _set_in(lines: Sequence[Line]) -> list[Stretch]:
    """Blocks of several lines set in as a whole, in a text that mostly is not. One line may be a first line set in."""
    indented = [
        block
        for block in blocks_of(lines)
        if len(block) >= 2 and min(line.indent for line in block) >= _INDENT and _words(block) >= LEAST_WORDS
    ]
    if 2 * sum(_words(block) for block in indented) >= _words(lines):
        return []
    return [stretch(block) for block in indented]


def _words(lines: Sequence[Line]) -> int:
    return sum(line.words for line in lines)


def inline_quotes_in(raw: str, lines: Sequence[Line]) -> list[Stretch]:
    """Those with their source behind them; others only inside a paragraph, and not in a story. A paragraph, or a
    whole essay, put in quotation marks without a source may be its writer's own."""
    blocks = [stretch(block) for block in blocks_of(lines)]
    quotations = [(found, block) for block in blocks for found in _quotations(raw, *block)]
    long = [(found, block) for found, block in quotations if _count(raw, found) >= LEAST_WORDS]
    tells = sum(_SPOKEN.search(raw[end - 2]) is not None for (_, end), _ in quotations) - len(long) >= _DIALOGUE
    return [
        found for found, block in long if _CITED.match(raw, found[1] - 1) or not (tells or _is_all(raw, found, block))
    ]


def _count(raw: str, found: Stretch) -> int:
    return count_words(raw[found[0] : found[1]])


def _is_all(raw: str, found: Stretch, block: Stretch) -> bool:
    """Nothing else stands on its lines."""
    start, end = found
    return (start == block[0] or raw[start - 1] == "\n") and (end == block[1] or raw[end] == "\n")


def _quotations(raw: str, start: int, end: int) -> Iterator[Stretch]:
    for match in _PAIRED.finditer(raw, start, end):
        yield match.span()
    yield from _straight(raw, start, end)


def _straight(raw: str, start: int, end: int) -> list[Stretch]:
    """Between straight marks: only where every mark of the paragraph plainly opens or closes, in turn. One mark left
    out would turn quotations and prose about."""
    marks = [match.start() for match in re.compile('"').finditer(raw, start, end)]
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    if len(marks) % 2 or not all(_opens(raw, a, start) and _closes(raw, b, end) for a, b in pairs):
        return []
    return [(a, b + 1) for a, b in pairs]


def _opens(raw: str, at: int, start: int) -> bool:
    return (at == start or raw[at - 1] in _OPENS_AFTER) and not raw[at + 1 : at + 2].isspace()


def _closes(raw: str, at: int, end: int) -> bool:
    return not raw[at - 1].isspace() and (at + 1 == end or not raw[at + 1].isalnum())
