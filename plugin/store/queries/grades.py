"""Grades on their way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from plugin.store.queries.changing import changed
from plugin.store.queries.waiting import is_due, is_free
from plugin.store.tables import Announcement, Assignment, Course, Deployment, GradeReturn, Person, Submission


def to_send(session: Session, grade_return_id: UUID, now: datetime) -> GradeReturn | None:
    """The row locked for this transaction, if it waits to be sent and nobody else is at it."""
    return session.scalar(
        _locked(grade_return_id)
        .where(*is_due(GradeReturn, now))
        .options(
            joinedload(GradeReturn.submission)
            .joinedload(Submission.assignment)
            .joinedload(Assignment.course)
            .joinedload(Course.deployment)
            .joinedload(Deployment.registration)
        )
    )


def sent_out(session: Session, grade_return_id: UUID) -> GradeReturn | None:
    """The row locked for this transaction, whatever has become of it."""
    return session.scalar(_locked(grade_return_id))


def _locked(grade_return_id: UUID) -> Select[GradeReturn]:
    submission = joinedload(GradeReturn.submission)
    return (
        select(GradeReturn)
        .where(GradeReturn.id == grade_return_id)
        .options(submission.joinedload(Submission.assignment), submission.joinedload(Submission.person))
        .with_for_update(of=GradeReturn)
    )


def lock_student(session: Session, row_id: UUID, table: type[GradeReturn | Announcement] = GradeReturn) -> None:
    """One courier at a time for all that is told of this student, until the end of this transaction: two attempts at
    once must not have one timestamp. Always before any row of theirs, so that no two wait for each other."""
    if session.get_bind().dialect.name == "sqlite":  # has one writer at a time anyway
        return
    wanted = select(Person.id).join(Submission, Submission.person_id == Person.id).join(table).where(table.id == row_id)
    session.execute(wanted.with_for_update(of=Person, key_share=True))


def of_assignment(session: Session, assignment_id: UUID) -> list[GradeReturn]:
    return list(session.scalars(select(GradeReturn).join(Submission).where(Submission.assignment_id == assignment_id)))


def of_column(session: Session, submission: Submission) -> list[GradeReturn]:
    """The grades of this student's attempts, and of other assignments of the course that share the column."""
    return list(session.scalars(select(GradeReturn).join(Submission).where(_same_place(submission))))


def place_is_taken(session: Session, submission: Submission, now: datetime) -> bool:
    """Is somebody telling another grade of this student to this column? Whichever arrives last stands there."""
    taken = select(GradeReturn.id).join(Submission).where(_same_place(submission), ~is_free(GradeReturn, now))
    return session.scalar(taken.limit(1)) is not None


def last_decided(session: Session, submission: Submission) -> datetime | None:
    """Of all grades for this person in this column."""
    newest: datetime | None = session.scalar(
        select(func.max(GradeReturn.decided)).join(Submission).where(_same_place(submission))
    )
    return newest


def last_timestamp(session: Session, submission: Submission) -> datetime | None:
    """Of all that was ever posted for this person to this column: grades and announcements."""
    here = _same_place(submission)
    newest = (
        select(func.max(table.lti_timestamp)).join(Submission).where(here).scalar_subquery()
        for table in (GradeReturn, Announcement)
    )
    return max((time for time in session.execute(select(*newest)).one() if time), default=None)


def _same_place(submission: Submission) -> ColumnElement[bool]:
    assignment = submission.assignment
    column = Assignment.id == assignment.id
    if assignment.lti_lineitem_url:
        shared = and_(
            Assignment.course_id == assignment.course_id, Assignment.lti_lineitem_url == assignment.lti_lineitem_url
        )
        column = or_(column, shared)
    wanted = select(Assignment.id).where(column)
    return and_(Submission.person_id == submission.person_id, Submission.assignment_id.in_(wanted))


def person_of_sub(session: Session, registration_id: UUID, lti_sub: str) -> UUID | None:
    return session.scalar(select(Person.id).where(Person.registration_id == registration_id, Person.lti_sub == lti_sub))


def lease_lineitem(session: Session, assignment_id: UUID, now: datetime, until: datetime) -> bool:
    """True for the one who may look for the assignment's line item, or make it, until `until`."""
    unknown = or_(Assignment.lti_lineitem_url.is_(None), Assignment.lineitem_doubted)
    free = or_(Assignment.lineitem_lease.is_(None), Assignment.lineitem_lease < now)
    return changed(
        session,
        update(Assignment).where(Assignment.id == assignment_id, unknown, free).values(lineitem_lease=until),
    )


def lease_changed_lineitem(session: Session, assignment_id: UUID, now: datetime, until: datetime) -> bool:
    """True for the one who may tell the assignment's line item of a change until `until`."""
    return changed(
        session,
        update(Assignment).where(Assignment.id == assignment_id, *_changed(now)).values(lineitem_lease=until),
    )


def changed_lineitems(session: Session, now: datetime) -> list[UUID]:
    return list(session.scalars(select(Assignment.id).where(*_changed(now)).limit(500)))


def _changed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(Assignment.lineitem_lease.is_(None), Assignment.lineitem_lease < now)
    known = and_(Assignment.lti_lineitem_url.is_not(None), Assignment.lineitem_doubted.is_(False))
    return Assignment.lineitem_changed.is_not(None), known, free
