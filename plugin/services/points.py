"""The points of an assignment as the platform's gradebook has them, read in the background: no page waits for it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.lms.platform import Platform, SigningKey
from plugin.lms.scopes import LINEITEM, LINEITEM_READ
from plugin.services.platforms import platform_of, signing_key
from plugin.store.tables import Assignment


@dataclass(frozen=True)
class PointsWork:
    """What to read, and with what: plain data."""

    assignment_id: UUID
    platform: Platform
    key: SigningKey
    lti_lineitem_url: str
    scope: str


def are_open(assignment: Assignment) -> bool:
    """Marks are given out of the gradebook's own points, until an instructor chooses others."""
    readable = {LINEITEM, LINEITEM_READ} & set(assignment.lti_ags_scopes) and assignment.lti_lineitem_url is not None
    return bool(readable) and assignment.points_from == "nobody"


def take(session: Session, assignment_id: UUID, secret_key: str) -> PointsWork | None:
    assignment = session.get(Assignment, assignment_id)
    if assignment is None or not assignment.lti_lineitem_url or not are_open(assignment):
        return None
    # Moodle's "grade sync only" grants the second alone.
    scope = LINEITEM if LINEITEM in assignment.lti_ags_scopes else LINEITEM_READ
    platform = platform_of(assignment.course.deployment.registration)
    return PointsWork(assignment.id, platform, signing_key(session, secret_key), assignment.lti_lineitem_url, scope)


def record(session: Session, assignment_id: UUID, points: float) -> None:
    assignment = session.get_one(Assignment, assignment_id)
    if assignment.points_from == "nobody":
        assignment.points, assignment.points_from = points, "lms"
