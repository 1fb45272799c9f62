"""A class as those who teach see it: one row a student, with what each may see, and what the rows come to."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.class_view import PAGE, Sort, View
from plugin.domain.score import Band
from plugin.services import naming
from plugin.store.queries import class_counts, class_rows, class_selection, groups
from plugin.store.queries.class_counts import Counts
from plugin.store.queries.class_rows import Reader
from plugin.store.tables import Assignment

SMALLEST_GROUP = 5  # while names are hidden: a smaller one would say who is in it


@dataclass(frozen=True)
class ClassRow:
    """One student, or one of their files. What is not there, or may not be seen yet, is None; times are aware UTC."""

    person_id: UUID
    name: str
    active: bool
    test_user: bool
    submission_id: UUID | None
    attempt: int | None
    handed_in: datetime | None
    released: datetime | None
    file_name: str
    file_state: str | None
    file_error: str | None
    run_id: UUID | None
    state: str | None
    judge_first: bool
    band: str | None
    at_or_above: int | None
    reference_n: int | None
    share: float | None
    words: int | None
    replied: datetime | None
    outcome: str | None
    mark: float | None
    maximum: float | None
    grade: str | None
    answer_code: str | None


@dataclass(frozen=True)
class Expected:
    """If all of these texts were written by people: how many at the first line or above on average, the same by the
    rates' 95 % upper bounds, and how many at the second."""

    texts: int
    flagged: float
    flagged_bound: float
    strong: float


@dataclass(frozen=True)
class GroupChoice:
    id: str
    name: str


@dataclass(frozen=True)
class ClassList:
    view: View
    rows: list[ClassRow]
    counts: Counts
    expected: Expected | None
    groups: list[GroupChoice]

    @property
    def pages(self) -> int:
        return pages_of(self.counts.listed)


class Classroom:
    """One assignment through the eyes of one teacher."""

    def __init__(self, session: Session, secret_key: str, assignment: Assignment, teacher_id: UUID):
        self._session, self._secret_key, self._assignment = session, secret_key, assignment
        self._rows = class_rows.joined(assignment, Reader(teacher_id, assignment.blind_first))
        self.groups = self._groups()

    def page(self, view: View) -> ClassList:
        """The rows of one page; of one that is past the end, the last."""
        view = self.offered(view)
        counts = class_counts.counts_of(self._session, self._rows, self._assignment, view)
        view = view.at(min(view.page, pages_of(counts.listed)))
        return ClassList(view, self._cut(view), counts, expected_of(counts.rates), self.groups)

    def all(self, view: View) -> list[ClassRow]:
        """Every row that the view lets through, in its order."""
        view = self.offered(view)
        found = class_selection.page_of(self._session, self._rows, self._assignment, view, whole=True)
        rows = [self._shown(row) for row in found]
        return sorted(rows, key=lambda row: row.name, reverse=view.down) if self._by_code(view) else rows

    def _cut(self, view: View) -> list[ClassRow]:
        if not self._by_code(view):
            found = class_selection.page_of(self._session, self._rows, self._assignment, view)
            return [self._shown(row) for row in found]
        wanted = self._codes(view)[(view.page - 1) * PAGE : view.page * PAGE]
        people = {person_id for person_id, _ in wanted}
        found = class_selection.of_people(self._session, self._rows, people)
        rows = {(row.person_id, row.file_number): self._shown(row) for row in found}
        return [rows[key] for key in wanted if key in rows]

    def _by_code(self, view: View) -> bool:
        """Codes are made with a key that the database has not."""
        return self._assignment.hides_names and view.sort is Sort.STUDENT

    def _codes(self, view: View) -> list[tuple[UUID, int]]:
        keys = class_selection.keys_of(self._session, self._rows, self._assignment, view)
        code = {person_id: self._name(person_id, "") for person_id, _ in keys}
        return sorted(sorted(keys, key=lambda key: key[1]), key=lambda key: code[key[0]], reverse=view.down)

    def offered(self, view: View) -> View:
        """Without a group that is none of this course, or too small to be asked for."""
        return view if view.group in {group.id for group in self.groups} else replace(view, group="")

    def _groups(self) -> list[GroupChoice]:
        smallest = SMALLEST_GROUP if self._assignment.hides_names else 1
        return [
            GroupChoice(str(group.id), f"{group.set_name}: {group.name}" if group.set_name else group.name)
            for group, size in groups.with_sizes(self._session, self._assignment.course_id)
            if size >= smallest
        ]

    def _shown(self, row: Any) -> ClassRow:
        known = row._mapping
        own = {name: known[name] for name in ClassRow.__dataclass_fields__}
        return ClassRow(
            **own
            | {
                "name": self._name(row.person_id, row.name),
                # Who has left is somebody whom a teacher may know.
                "active": row.active or self._assignment.hides_names,
                "file_name": self._file_name(row),
            }
        )

    def _name(self, person_id: UUID, name: str) -> str:
        return naming.shown_name(self._secret_key, self._assignment, person_id, name)

    def _file_name(self, row: Any) -> str:
        if row.file_state is None:
            return ""
        return naming.shown_file_name(self._assignment, row.file_number, row.file_name)


def expected_of(rates: list[tuple[str, int]]) -> Expected | None:
    """Each text has the rates of what it was compared with; texts scored without any say nothing."""
    texts, flagged, bound, strong = 0, 0.0, 0.0, 0.0
    for kept, number in rates:
        lines = {rate["band"]: rate for rate in json.loads(kept)}
        if not lines:
            continue
        first = max(lines.values(), key=lambda rate: rate["alpha"])
        texts += number
        flagged += number * first["alpha"]
        bound += number * first["bound"]
        strong += number * lines.get(Band.STRONG.value, {"alpha": 0.0})["alpha"]
    return Expected(texts, flagged, bound, strong) if texts else None


def pages_of(rows: int) -> int:
    return max(1, -(-rows // PAGE))
