"""What a person found in the end about a submission. It may change; who changed it, and when, is written down."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.outcome import Outcome
from plugin.services import audit
from plugin.services.audit import Actor
from plugin.store.tables import Person, Submission


def decide(session: Session, submission: Submission, course_id: UUID, person_id: UUID, outcome: Outcome | None) -> None:
    """None takes back what was found."""
    new = outcome.value if outcome else ""
    old = submission.outcome
    if new == old:
        return
    submission.outcome, submission.outcome_by = new, person_id if new else None
    submission.outcome_at = datetime.now(UTC) if new else None
    actor = Actor("staff", person_id)
    audit.note(session, actor, "outcome.decided", course_id=course_id, subject_id=submission.id, old=old, new=new)


def name_of_finder(session: Session, submission: Submission) -> str:
    """Who recorded it; "" where nobody did, or where the platform shared no name."""
    person = session.get(Person, submission.outcome_by) if submission.outcome_by else None
    return person.name if person else ""
