"""An instructor changes an assignment's policy."""

from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.policy import Policy
from plugin.services import column_changes
from plugin.store.queries import courses


def change(session: Session, course_id: UUID, assignment_id: UUID, policy: Policy) -> None:
    """From now on: grades that were decided before stay as they were decided."""
    assignment = courses.assignment_in_course(session, course_id, assignment_id)
    if assignment is not None:
        assignment.grade_policy = policy.grade.value
        if assignment.points != policy.points:
            assignment.points, assignment.points_from = policy.points, "instructor"
            column_changes.note(assignment)
        assignment.ai_use = policy.ai_use
        assignment.student_sees = policy.student_sees.value
