"""What an instructor changes of an assignment here, its gradebook column is told, if it is a column of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.lms.gradebook import iso
from plugin.lms.lineitems import label_of, points_of
from plugin.lms.scopes import LINEITEM
from plugin.services.column_work import Column, column_of
from plugin.services.tries import LEASE, Answer, Outcome, seconds_until_next
from plugin.store.queries import clock, grades
from plugin.store.tables import Assignment

LONGEST = timedelta(days=3)  # an LMS that is away for longer gets its column right by hand
_EVERY = 4  # as patient as after that many attempts


@dataclass(frozen=True)
class ColumnChange:
    """Plain data, no session behind it. `noted`: when the change was made, so that a newer one is not taken for it."""

    column: Column
    noted: datetime
    lti_lineitem_url: str
    changes: Mapping[str, Any]


def note(assignment: Assignment) -> None:
    """Title, points or dates are others now."""
    assignment.lineitem_changed = datetime.now(UTC)


def take(session: Session, assignment_id: UUID, secret_key: str) -> ColumnChange | None:
    """Lease the change for telling; None when there is none, or somebody is at it."""
    now = clock.now(session)
    if not grades.lease_changed_lineitem(session, assignment_id, now, now + LEASE):
        return None
    assignment = session.get_one(Assignment, assignment_id, populate_existing=True)
    noted, url = assignment.lineitem_changed, assignment.lti_lineitem_url
    if noted is None or url is None or LINEITEM not in assignment.lti_ags_scopes or noted < now - LONGEST:
        _done(assignment)
        return None
    return ColumnChange(column_of(session, assignment, secret_key), noted, url, _changes(assignment, url))


def record(session: Session, work: ColumnChange, answer: Answer) -> None:
    assignment = session.get(Assignment, work.column.assignment_id, with_for_update=True)
    if assignment is None:
        return
    if answer.outcome is Outcome.RETRY:
        wait = seconds_until_next(_EVERY, answer)
        assignment.lineitem_lease = clock.now(session) + timedelta(seconds=wait)
    elif assignment.lineitem_changed == work.noted:
        _done(assignment)
    else:  # changed again meanwhile: the sweep finds it
        assignment.lineitem_lease = None


def _done(assignment: Assignment) -> None:
    assignment.lineitem_changed, assignment.lineitem_lease = None, None


def _changes(assignment: Assignment, lineitem_url: str) -> dict[str, Any]:
    """Dates that we do not know stay as they are."""
    changes: dict[str, Any] = {"scoreMaximum": points_of(assignment.points, lineitem_url)}
    if assignment.title:
        changes["label"] = label_of(assignment.title)
    for name, moment in (("startDateTime", assignment.opens), ("endDateTime", assignment.due)):
        if moment:
            changes[name] = iso(moment)
    return changes
