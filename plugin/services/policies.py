"""An instructor changes an assignment's policy."""

from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.policy import Policy
from plugin.services import asset_reports, column_changes
from plugin.store.queries import courses


def change(session: Session, course_id: UUID, assignment_id: UUID, policy: Policy) -> bool:
    """From now on: grades that were decided before stay as they were decided. True when the gradebook's column is to be
    told."""
    assignment = courses.assignment_in_course(session, course_id, assignment_id)
    if assignment is None:
        return False
    assignment.grade_policy = policy.grade.value
    other_points = assignment.points != policy.points
    if other_points:
        assignment.points, assignment.points_from = policy.points, "instructor"
        column_changes.note(assignment)
    assignment.ai_use = policy.ai_use
    if assignment.student_sees != policy.student_sees.value:
        assignment.student_sees = policy.student_sees.value
        asset_reports.mark_assignment(session, assignment.id)  # the sweep rings for them
    return other_points
