"""From one report to the next: in the order of the class page, past what its filter leaves out."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.class_view import Sort, View
from plugin.services import naming
from plugin.services.class_list import Classroom
from plugin.store.queries import class_rows, class_selection
from plugin.store.queries.class_rows import Reader
from plugin.store.tables import Assignment, Run


@dataclass(frozen=True)
class Neighbour:
    run_id: UUID
    name: str


@dataclass(frozen=True)
class Neighbours:
    before: Neighbour | None
    after: Neighbour | None


def neighbours(
    session: Session, secret_key: str, assignment: Assignment, teacher_id: UUID, view: View, run: Run
) -> Neighbours:
    """None of them where the class has no row of this writer. A report that the filter leaves out by now, because it
    was just marked, say, keeps its place among those that it lets through."""
    if view.group:
        view = Classroom(session, secret_key, assignment, teacher_id).offered(view)
    joined = class_rows.joined(assignment, Reader(teacher_id, assignment.blind_first))
    rows = class_selection.in_order(session, joined, assignment, view)
    if assignment.hides_names and view.sort is Sort.STUDENT:
        rows.sort(key=lambda row: (_name(secret_key, assignment, row), row.file_number), reverse=view.down)
    place = _place(rows, run)
    if place is None:
        return Neighbours(None, None)
    before = next((row for row in reversed(rows[:place]) if row.is_wanted), None)
    after = next((row for row in rows[place + 1 :] if row.is_wanted), None)
    return Neighbours(*(_neighbour(secret_key, assignment, row) for row in (before, after)))


def _place(rows: list[Any], run: Run) -> int | None:
    """An older attempt, or a run since done anew, stands where its writer's newest does."""
    same_run = (place for place, row in enumerate(rows) if row.run_id == run.id)
    same_writer = (place for place, row in enumerate(rows) if row.person_id == run.submission.person_id)
    return next(same_run, next(same_writer, None))


def _neighbour(secret_key: str, assignment: Assignment, row: Any) -> Neighbour | None:
    return Neighbour(row.run_id, _name(secret_key, assignment, row)) if row else None


def _name(secret_key: str, assignment: Assignment, row: Any) -> str:
    return naming.shown_name(secret_key, assignment, row.person_id, row.name)
