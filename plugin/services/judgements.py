"""Blind first: a teacher says what they think of a text before they see its score. Once, and never changed."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plugin.domain.outcome import Leaning
from plugin.domain.status import RunState
from plugin.services import audit
from plugin.services.audit import Actor
from plugin.store.queries import judgements
from plugin.store.tables import Judgement, Run, Submission


def is_asked(session: Session, run: Run, person_id: UUID) -> bool:
    """Only a score can sway: a report without one is open to everybody who teaches here."""
    wanted = run.submission.assignment.blind_first and run.state == RunState.SCORED.value
    return wanted and judgements.of_person(session, run.submission_id, person_id) is None


def give(
    session: Session, submission: Submission, course_id: UUID, person_id: UUID, leans: Leaning, remark: str
) -> None:
    """The first one counts: whoever has seen the score cannot say again what they thought before."""
    try:
        with session.begin_nested():
            session.add(Judgement(submission_id=submission.id, person_id=person_id, leans=leans.value, remark=remark))
    except IntegrityError:
        return
    # Not what it was: it is counted without names, and an administrator reads the log.
    audit.note(session, Actor("staff", person_id), "judgement.given", course_id=course_id, subject_id=submission.id)
