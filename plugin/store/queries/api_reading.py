"""What a program may read: always of one deployment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from plugin.store.tables import Assignment, Course, Document, Membership, Person, Run, Submission


@dataclass(frozen=True)
class Wanted:
    """Which submissions; None and "" ask for any. `state`: one of its runs is in it; `since` is included."""

    assignment_id: UUID | None = None
    course_id: UUID | None = None
    state: str = ""
    since: datetime | None = None


def submissions(
    session: Session, deployment_id: UUID, wanted: Wanted, after: UUID | None, limit: int
) -> Sequence[Submission]:
    """Oldest first; `after`: those behind that one."""
    query = _of(deployment_id)
    query = query.where(Submission.assignment_id == wanted.assignment_id) if wanted.assignment_id else query
    query = query.where(Assignment.course_id == wanted.course_id) if wanted.course_id else query
    query = query.where(Submission.created >= wanted.since) if wanted.since else query
    query = query.where(Submission.runs.any(Run.state == wanted.state)) if wanted.state else query
    if after is not None:
        at = session.scalar(_of(deployment_id).where(Submission.id == after).with_only_columns(Submission.created))
        if at is None:
            return []
        query = query.where(or_(Submission.created > at, and_(Submission.created == at, Submission.id > after)))
    return session.scalars(query.order_by(Submission.created, Submission.id).limit(limit)).unique().all()


def submission(session: Session, deployment_id: UUID, submission_id: UUID) -> Submission | None:
    found: Submission | None = session.scalar(_of(deployment_id).where(Submission.id == submission_id))
    return found


def course_of_run(session: Session, deployment_id: UUID, run_id: UUID) -> UUID | None:
    return session.scalar(
        select(Assignment.course_id)
        .join(Submission, Submission.assignment_id == Assignment.id)
        .join(Run)
        .join(Course, Course.id == Assignment.course_id)
        .where(Run.id == run_id, Course.deployment_id == deployment_id)
    )


def assignment(session: Session, deployment_id: UUID, assignment_id: UUID) -> Assignment | None:
    return session.scalar(
        select(Assignment).join(Course).where(Assignment.id == assignment_id, Course.deployment_id == deployment_id)
    )


def learner(session: Session, course_id: UUID, lti_sub: str) -> Membership | None:
    return session.scalar(
        select(Membership)
        .join(Person)
        .where(
            Membership.course_id == course_id,
            Membership.role == "learner",
            Membership.active,
            Person.lti_sub == lti_sub,
        )
    )


def newest_with(session: Session, assignment_id: UUID, person_id: UUID, sha256: str) -> Submission | None:
    """Where the newest attempt holds that very file."""
    newest = session.scalar(
        select(Submission)
        .where(Submission.assignment_id == assignment_id, Submission.person_id == person_id)
        .order_by(Submission.attempt.desc())
        .limit(1)
    )
    if newest is None:
        return None
    same = select(Document.id).where(Document.submission_id == newest.id, Document.sha256 == sha256)
    return newest if session.scalar(same) else None


def _of(deployment_id: UUID) -> Select[Any]:
    return (
        select(Submission)
        .join(Submission.assignment)
        .join(Assignment.course)
        .where(Course.deployment_id == deployment_id)
        .options(
            joinedload(Submission.assignment).joinedload(Assignment.course),
            joinedload(Submission.person),
            selectinload(Submission.documents),
            selectinload(Submission.runs),
        )
    )
