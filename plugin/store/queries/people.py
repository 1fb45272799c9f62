"""One person, found by an administrator on their behalf, and every row that is about them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from plugin.store.tables import (
    Announcement,
    Asset,
    AuditEntry,
    EulaAnswer,
    GradeReturn,
    Group,
    GroupMember,
    Judgement,
    Membership,
    Person,
    Reply,
    Run,
    Submission,
    Visit,
)


def find(session: Session, registration_id: UUID, asked: str, most: int) -> list[tuple[Person, int]]:
    """Who has this id at the platform, or this in their name, with how many submissions each handed in."""
    pattern = "%" + "".join("\\" + c if c in "\\%_" else c for c in asked.lower()) + "%"
    named = func.lower(Person.name).like(pattern, escape="\\")
    handed_in = select(func.count(Submission.id)).where(Submission.person_id == Person.id).scalar_subquery()
    rows = session.execute(
        select(Person, handed_in)
        .where(Person.registration_id == registration_id)
        .where(or_(Person.lti_sub == asked, Person.lti_platform_user_id == asked, named))
        .order_by(Person.name, Person.lti_sub)
        .limit(most)
    )
    return [(person, n) for person, n in rows]


def memberships(session: Session, person_id: UUID) -> list[Membership]:
    mine = select(Membership).where(Membership.person_id == person_id).options(joinedload(Membership.course))
    return list(session.scalars(mine.order_by(Membership.created)))


def groups(session: Session, person_id: UUID) -> list[tuple[UUID, Group]]:
    """(membership, group)"""
    found = session.execute(
        select(GroupMember.membership_id, Group)
        .join(Group, Group.id == GroupMember.group_id)
        .join(Membership, Membership.id == GroupMember.membership_id)
        .where(Membership.person_id == person_id)
    )
    return [(membership_id, group) for membership_id, group in found]


def visits(session: Session, person_id: UUID) -> list[Visit]:
    return list(session.scalars(select(Visit).join(Membership).where(Membership.person_id == person_id)))


def terms(session: Session, person_id: UUID) -> list[EulaAnswer]:
    return list(session.scalars(select(EulaAnswer).where(EulaAnswer.person_id == person_id)))


def judgements_by(session: Session, person_id: UUID) -> list[Judgement]:
    return list(session.scalars(select(Judgement).where(Judgement.person_id == person_id)))


def judgements_on(session: Session, submission_ids: Sequence[UUID]) -> list[Judgement]:
    return list(session.scalars(select(Judgement).where(Judgement.submission_id.in_(submission_ids))))


def decided_by(session: Session, person_id: UUID) -> tuple[list[UUID], list[UUID]]:
    """The submissions whose outcome this person recorded, and those whose mark they gave."""
    outcomes = session.scalars(select(Submission.id).where(Submission.outcome_by == person_id))
    marks = session.scalars(select(GradeReturn.submission_id).where(GradeReturn.decided_by == person_id))
    return list(outcomes), list(marks)


def submissions(session: Session, person_id: UUID) -> list[Submission]:
    """Oldest first, with documents, runs and all that these found, replies and grades."""
    whole: Select[Any] = (
        select(Submission)
        .where(Submission.person_id == person_id)
        .options(
            joinedload(Submission.assignment),
            joinedload(Submission.grade_return),
            selectinload(Submission.documents),
            selectinload(Submission.runs).joinedload(Run.score),
            selectinload(Submission.runs).selectinload(Run.evidence),
            selectinload(Submission.runs).selectinload(Run.caveats),
            selectinload(Submission.replies).selectinload(Reply.files),
        )
    )
    return list(session.scalars(whole.order_by(Submission.created)))


def assets(session: Session, submission_ids: Sequence[UUID]) -> list[Asset]:
    wanted = select(Asset).where(Asset.submission_id.in_(submission_ids)).options(joinedload(Asset.report))
    return list(session.scalars(wanted))


def announcements(session: Session, submission_ids: Sequence[UUID]) -> list[Announcement]:
    return list(session.scalars(select(Announcement).where(Announcement.submission_id.in_(submission_ids))))


def audit_entries(session: Session, person_id: UUID, submission_ids: Sequence[UUID]) -> list[AuditEntry]:
    """What they did, and what was done to what is theirs."""
    theirs = or_(AuditEntry.actor_id == person_id, AuditEntry.subject_id.in_([person_id, *submission_ids]))
    return list(session.scalars(select(AuditEntry).where(theirs).order_by(AuditEntry.number)))


def counts(session: Session, person_id: UUID) -> dict[str, int]:
    """noun -> how many rows go with the person, beside those of their submissions."""
    member = Membership.person_id == person_id
    asked: dict[str, tuple[Any, ColumnElement[bool]]] = {
        "memberships": (select(func.count(Membership.id)), member),
        "groups": (select(func.count()).select_from(GroupMember).join(Membership), member),
        "visits": (select(func.count(Visit.id)).join(Membership), member),
        "terms": (select(func.count(EulaAnswer.id)), EulaAnswer.person_id == person_id),
        "judgements": (select(func.count(Judgement.id)), Judgement.person_id == person_id),
    }
    return {noun: session.scalar(query.where(theirs)) or 0 for noun, (query, theirs) in asked.items()}


def remove(session: Session, person_id: UUID) -> None:
    """The database takes along whatever hangs on them, and forgets who decided what others have."""
    session.execute(delete(Person).where(Person.id == person_id))
