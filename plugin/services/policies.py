"""The policy of an assignment: what it begins with, and how an instructor changes it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.policy import Policy, StudentSees
from plugin.domain.policy_form import FIELDS, OWN_WORDS, policy_of, typed_value
from plugin.domain.policy_locks import Locks
from plugin.services import asset_reports, audit, column_changes, institution
from plugin.services.audit import SYSTEM, Actor
from plugin.store.queries import courses, promises
from plugin.store.tables import Assignment


def default(session: Session) -> Policy:
    """What new assignments begin with."""
    return policy_of(institution.read(session).policy)


def locks_of_new(session: Session, begins_with: Policy) -> Locks:
    """For an assignment that does not exist yet: only the institution has decided anything."""
    return Locks(begins_with, institution.read(session).locks)


def locks_of(session: Session, assignment: Assignment) -> Locks:
    handed_in = promises.anybody_handed_in(session, assignment.id)
    marking_done = handed_in and promises.all_have_marks(session, assignment.id)
    return Locks(assignment.policy, institution.read(session).locks, handed_in, marking_done)


def begin(session: Session, assignment: Assignment) -> None:
    """A new assignment is as the institution decided."""
    write(assignment, default(session), FIELDS)


def hold_locked(session: Session, copy: Assignment) -> None:
    """A copy is new: what the institution has locked since its ancestor was made is as the institution decided."""
    write(copy, default(session), institution.read(session).locks)


def write(assignment: Assignment, policy: Policy, names: Iterable[str]) -> None:
    """Into the row. An asset processor's platform gives the grades itself, so its own choice of them is left alone."""
    for name in names:
        value = getattr(policy, name)
        if name == "grade":
            if assignment.kind != "processor":
                assignment.grade_policy = value.value
        else:
            setattr(assignment, name, value.value if hasattr(value, "value") else value)


def change(session: Session, course_id: UUID, assignment_id: UUID, policy: Policy, actor: Actor = SYSTEM) -> bool:
    """From now on: grades that were decided before stay as they were decided. True when the gradebook's column is to be
    told. Raises PolicyError where something of it is locked, and then nothing is changed."""
    assignment = courses.assignment_in_course(session, course_id, assignment_id)
    if assignment is None:
        return False
    old = assignment.policy
    locks_of(session, assignment).check(policy)
    changed = [name for name in FIELDS if getattr(old, name) != getattr(policy, name)]
    write(assignment, policy, changed)
    _note(session, actor, assignment, old, policy, changed)
    _note_times(assignment, old, policy)
    if {"student_sees", "blind_first"}.intersection(changed):
        asset_reports.mark_assignment(session, assignment.id)  # the sweep rings for them
    if "points" in changed:
        assignment.points_from = "instructor"
        column_changes.note(assignment)
    return "points" in changed


def _note(
    session: Session, actor: Actor, assignment: Assignment, old: Policy, new: Policy, changed: Iterable[str]
) -> None:
    for name in changed:
        facts: dict[str, Any] = {"setting": name}
        if name not in OWN_WORDS:
            facts |= {"old": typed_value(getattr(old, name)), "new": typed_value(getattr(new, name))}
        audit.note(
            session, actor, "settings.changed", course_id=assignment.course_id, subject_id=assignment.id, **facts
        )


def _note_times(assignment: Assignment, old: Policy, new: Policy) -> None:
    """From when on students may see their reports and reply, and teachers the names."""
    now = datetime.now(UTC)
    if new.student_sees is StudentSees.NEVER:
        assignment.shown_since = None
    elif old.student_sees is not new.student_sees or (new.takes_replies and not old.takes_replies):
        assignment.shown_since = now  # who could not reply before has the whole of their time
    if old.anonymous != new.anonymous:
        assignment.names_shown = now if old.anonymous else None
