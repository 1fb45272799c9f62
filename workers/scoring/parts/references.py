"""The list of works cited: below its heading as far as entries go, or a run of entries without one."""

import re
from collections.abc import Sequence
from itertools import pairwise

from workers.scoring.parts.lines import Line, Stretch, runs_of, stretch

_NAME = (
    "(?:list of )?(?:references?|works cited|works consulted|bibliography|literature cited|sources|reference list|"
    "citations|参考文献|參考文獻|参考资料|參考資料|参考书目|參考書目|引用文献|引用文獻)"
)
_HEADING = re.compile(rf"[#*_\s]*(?:\d{{1,2}}\.?\s+|[IVX]+\.\s+)?{_NAME}(?: cited| list)?\s*:?[*_]*$", re.IGNORECASE)
_IN_LINE = re.compile(rf"[#*_]*{_NAME}[*_]*:[*_]*\s+\S", re.IGNORECASE)
_WHEN_OR_WHERE = re.compile(
    r"\b(?:1[5-9]|20)\d\d[a-z]?\b|\bn\.d\.|https?://|\bwww\.|\bdoi\b|\bet al\.|\bretrieved from\b|\bpp?\. ?\d",
    re.IGNORECASE,
)
_SURNAME = r"[\"“]?[^\W\d_a-z][\w'’.-]+(?: [^\W\d_a-z][\w'’-]+)?"
_INITIALS = r"(?:[A-Z]\.|[A-Z][a-z]+[.,&]|[A-Z]{1,2},)"
_ENTRY = re.compile(rf"(?:[\[(]?\d{{1,3}}[\]).]\s+)?{_SURNAME},?\s{_INITIALS}|\[\d{{1,3}}\]\s")
_LONGEST = 60  # words of one entry
_PROSE = 40  # words of a paragraph that no entry would have without a year or an address
_LEAST_RUN = 3
_SHARE = 1 / 3  # an entry may be broken over three lines


def references_in(lines: Sequence[Line]) -> list[Stretch]:
    """Never a heading alone: "Sources" may stand above prose."""
    found = [stretch(line_run) for line_run in _below_headings(lines)]
    found += [(line.start, line.end) for line in lines if _is_all_in_one(line)]
    runs = runs_of(lines, [_is_entry(line) for line in lines])
    return found + [stretch(run) for run in runs if len(run) >= _LEAST_RUN]


def _below_headings(lines: Sequence[Line]) -> list[list[Line]]:
    at = [number for number, line in enumerate(lines) if _is_heading(line)]
    sections = [lines[first:following] for first, following in pairwise([*at, len(lines)])]
    return [[section[0], *entries] for section in sections if (entries := _entries(section[1:]))]


def _is_heading(line: Line) -> bool:
    return line.words <= 4 and len(line.text) <= 40 and _HEADING.match(line.text) is not None


def _entries(lines: Sequence[Line]) -> Sequence[Line]:
    """As far as the last line with a year or an address before prose begins, and the rest of its block."""
    last = marked = 0
    for number, line in enumerate(lines):
        has = not line.is_long and _WHEN_OR_WHERE.search(line.text) is not None
        if line.words > (_LONGEST if has else _PROSE):
            break
        marked += has
        if has or (last == number > 0 and line.block == lines[number - 1].block):
            last = number + 1
    return lines[:last] if marked >= _SHARE * last else []


def _is_all_in_one(line: Line) -> bool:
    """ "References: Okafor, A. (2019) …" in one paragraph."""
    if not _IN_LINE.match(line.text[:80]):
        return False
    places = len(_WHEN_OR_WHERE.findall(line.text))
    return (
        places > 0
        and line.words <= _LONGEST * places
        and _ENTRY.match(line.text.split(":", 1)[1].strip()[:80]) is not None
    )


def _is_entry(line: Line) -> bool:
    return (
        4 <= line.words <= _LONGEST
        and not line.is_long
        and _ENTRY.match(line.text) is not None
        and _WHEN_OR_WHERE.search(line.text) is not None
    )
