"""Students of a class, written straight into the store: as many as a test wants, each at the state it wants."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.score import Band, Rank
from plugin.services import score_rows
from plugin.store.tables import (
    Assignment,
    Document,
    GradeReturn,
    Group,
    GroupMember,
    Judgement,
    Membership,
    Person,
    Reply,
    Run,
    Submission,
)
from tests.domain.examples import example_score

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def listed(session: Session, assignment_id: UUID, name: str, **member: Any) -> Person:
    """A learner of the assignment's course who has handed in nothing."""
    course = session.get_one(Assignment, assignment_id).course
    person = Person(registration_id=course.deployment.registration_id, lti_sub=uuid.uuid4().hex, name=name)
    session.add(person)
    session.flush()
    session.add(Membership(course_id=course.id, person_id=person.id, **{"role": "learner"} | member))
    session.flush()
    return person


def handed_in(
    session: Session,
    assignment_id: UUID,
    person: Person,
    band: Band | None = None,
    state: str = "scored",
    at_or_above: int = 39,
    share: float = 0.26,
    words: int = 812,
    attempt: int = 1,
    detector: str = "d",
    **more: Any,
) -> Run:
    """An attempt, its text and its run; with a score where `state` is "scored"."""
    submission = Submission(
        assignment_id=assignment_id, person_id=person.id, attempt=attempt, **{"created": NOON} | more
    )
    session.add(submission)
    session.flush()
    document = Document(submission_id=submission.id, sha256="ab" * 32, media_type="text/plain", size=9)
    session.add(document)
    session.flush()
    run = Run(submission_id=submission.id, document_id=document.id, detector_id=detector, state=state)
    run.facts = {"words": words}
    session.add(run)
    session.flush()
    if state == "scored":
        score = replace(
            example_score(band or Band.UNREMARKABLE), rank=Rank(at_or_above, 1204), share=share, words=words
        )
        session.add(score_rows.row_of(run.id, score))
    session.flush()
    return run


def pupil(session: Session, assignment_id: UUID, name: str, band: Band | None = None, **more: Any) -> Run:
    return handed_in(session, assignment_id, listed(session, assignment_id, name), band, **more)


def marked(session: Session, run: Run, mark: float, state: str = "held", **more: Any) -> GradeReturn:
    row = GradeReturn(
        submission_id=run.submission_id, mark=mark, maximum=20, state=state, updated=NOON, posted=[], **more
    )
    session.add(row)
    session.flush()
    return row


def replied(session: Session, run: Run) -> None:
    session.add(Reply(submission_id=run.submission_id, text="I wrote this.", created=NOON))
    session.flush()


def judged(session: Session, run: Run, teacher_id: UUID) -> None:
    session.add(Judgement(submission_id=run.submission_id, person_id=teacher_id, leans="human"))
    session.flush()


def grouped(session: Session, name: str, *people: UUID) -> str:
    """The id of a new group of them, as an address names it."""
    members = [session.query(Membership).filter_by(person_id=person_id).one() for person_id in people]
    group = Group(course_id=members[0].course_id, lti_group_id=uuid.uuid4().hex, name=name)
    session.add(group)
    session.flush()
    session.add_all(GroupMember(group_id=group.id, membership_id=member.id) for member in members)
    session.flush()
    return str(group.id)
