"""How much Caveat is used, what it answers, and how often its bands were right by what people found."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain import usage
from plugin.domain.usage import COLUMNS, LEANING_ROWS, OUTCOME_COLUMNS, BandRow, LanguageRow, Row, Usage
from plugin.store.queries import usage as queries

MOST_COURSES = 20
_BANDS = COLUMNS[:4]
_FLAGGED = ("strong", "elevated")


@dataclass(frozen=True)
class _Group:
    month: str
    deployment_id: UUID
    course_id: UUID
    language: str
    answer: str
    outcome: str
    n: int


def read(session: Session, since: datetime, deployment_id: UUID | None = None) -> Usage:
    """Of all installations, or of one. Two statements, and one each for the names."""
    groups = [
        _Group(f"{int(row[0]):04d}-{int(row[1]):02d}", row[2], row[3], row[4], row[5], row[6], row[7])
        for row in queries.groups(session, since, deployment_id)
    ]
    return Usage(
        total=usage.shown(sum(group.n for group in groups)),
        months=tuple(reversed(_rows(groups, "month"))),
        installations=_named(_rows(groups, "deployment_id"), queries.names_of_deployments(session)),
        courses=_courses(session, groups),
        languages=tuple(_language(groups, row) for row in _rows(groups, "language") if row.name),
        outcomes=tuple(_band(groups, band) for band in _BANDS),
        judgements=_judgements(queries.leanings(session, since, deployment_id)),
    )


def table(found: Usage) -> Iterator[Sequence[object]]:
    """One number a line: of which table, row and column. Hidden ones are empty."""
    yield ("table", "row", "column", "value")
    for name, rows in (
        ("month", found.months), ("installation", found.installations), ("course", found.courses),
        ("language", [one.row for one in found.languages]), ("judgement before the score", found.judgements),
    ):  # fmt: skip
        for row in rows:
            yield name, row.name, "total", _cell(row.total)
            yield from ((name, row.name, column, _cell(n)) for column, n in row.cells.items())
    for band in found.outcomes:
        yield "outcome", band.band, "texts", _cell(band.texts)
        yield from (("outcome", band.band, column, _cell(n)) for column, n in band.cells.items())
        if band.share:
            if band.share.share is not None:
                yield "outcome", band.band, "share acknowledged of settled", round(band.share.share, 4)
            yield "outcome", band.band, "95 % from", round(band.share.low, 4)
            yield "outcome", band.band, "95 % to", round(band.share.high, 4)


def _rows(groups: Sequence[_Group], by: str) -> list[Row]:
    parts: dict[Any, Counter[str]] = defaultdict(Counter)
    for group in groups:
        parts[getattr(group, by)][group.answer] += group.n
    return [usage.row(str(key), parts[key]) for key in sorted(parts, key=str)]


def _named(rows: Sequence[Row], names: Mapping[UUID, str]) -> tuple[Row, ...]:
    named = (Row(names.get(UUID(row.name), row.name), row.total, row.cells) for row in rows)
    return tuple(sorted(named, key=lambda row: -(row.total or 0)))


def _courses(session: Session, groups: Sequence[_Group]) -> tuple[Row, ...]:
    """Those with the most submissions; the small ones are in no row of their own."""
    rows = sorted((row for row in _rows(groups, "course_id") if row.total), key=lambda row: -(row.total or 0))
    first = rows[:MOST_COURSES]
    return _named(first, queries.titles_of_courses(session, [UUID(row.name) for row in first]))


def _language(groups: Sequence[_Group], row: Row) -> LanguageRow:
    own = [group for group in groups if group.language == row.name and group.answer in _BANDS]
    flagged = sum(group.n for group in own if group.answer in _FLAGGED)
    return LanguageRow(row, usage.share(flagged, sum(group.n for group in own)))


def _band(groups: Sequence[_Group], band: str) -> BandRow:
    own = [group for group in groups if group.answer == band]
    found = {outcome: sum(group.n for group in own if group.outcome == outcome) for outcome in OUTCOME_COLUMNS}
    settled = found["acknowledged"] + found["cleared"]
    texts = usage.shown(sum(group.n for group in own))
    return BandRow(band, texts, usage.hidden(found), _share(found["acknowledged"], settled, usage.hidden(found)))


def _share(acknowledged: int, settled: int, cells: Mapping[str, int | None]) -> usage.Share | None:
    """Where one of the two is hidden, their share would tell it: then only between which it lies."""
    exact = usage.share(acknowledged, settled)
    apart = cells["acknowledged"] is not None and cells["cleared"] is not None
    return exact if exact is None or apart else usage.roughly(exact)


def _judgements(found: Sequence[Any]) -> tuple[Row, ...]:
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for leans, answer, n in found:
        parts[leans][answer] += n
    return tuple(usage.row(leans, parts[leans], _BANDS) for leans in LEANING_ROWS if leans in parts)


def _cell(n: int | None) -> object:
    return "" if n is None else n
