"""One person's submission, opened from the platform's gradebook: who may see it, and on which page."""

from typing import Any

from sqlalchemy.orm import Session

from plugin.domain.purpose import Purpose
from plugin.domain.roles import Role
from plugin.lms.errors import LaunchRefusedError
from plugin.lms.messages import Launch, SubmissionReview
from plugin.services.arrival import Arrival, landing
from plugin.services.linked import link_assignment, note_launch
from plugin.store.queries import courses, work
from plugin.store.tables import Assignment, Course, Membership, Submission


def at_submission_review(session: Session, course: Course, membership: Membership, launch: Launch) -> Arrival:
    """LtiSubmissionReviewRequest: of the person it names, the newest attempt; without one, the assignment."""
    asked = launch.message
    assert isinstance(asked, SubmissionReview)  # noqa: S101 - by the table of arrivals
    staff = membership.role == Role.STAFF.value
    if not staff and (membership.role != Role.LEARNER.value or asked.lti_for_sub != launch.lti_sub):
        raise LaunchRefusedError("review_not_yours", 403)
    assignment = _assignment(session, course, launch, asked)
    person = courses.person(session, course.deployment.registration_id, asked.lti_for_sub)
    attempts = work.attempts_of(session, assignment.id, person.id) if person else []
    if attempts:
        return Arrival(Purpose.ASSIGNMENT, assignment, place(attempts[0], membership))
    return Arrival(Purpose.ASSIGNMENT, assignment, landing("course.class_page", said="nothing_yet") if staff else {})


def place(submission: Submission, membership: Membership) -> dict[str, Any]:
    """The page of this submission for this member of its course; raise LaunchRefusedError where there is none."""
    run = submission.runs[-1] if submission.runs else None
    if membership.role == Role.STAFF.value:
        if run is None:
            return landing("course.class_page", said="no_report_yet")
        return landing("reports.show", run_id=str(run.id))
    if membership.role != Role.LEARNER.value or submission.person_id != membership.person_id:
        raise LaunchRefusedError("review_not_yours", 403)
    if run is not None and submission.assignment.policy.student_may_see(submission.released):
        return landing("own_report.show", run_id=str(run.id))
    return landing("submit.receipt", submission_id=str(submission.id))


def _assignment(session: Session, course: Course, launch: Launch, asked: SubmissionReview) -> Assignment:
    """By its link, or where none came along by its column."""
    if asked.link:
        return link_assignment(session, course, asked.link, launch)
    column = launch.gradebook.lti_lineitem_url if launch.gradebook else None
    found = courses.assignment_of_column(session, course.id, column) if column else None
    if found is None:
        raise LaunchRefusedError("review_unknown", 404)
    note_launch(session, found, "", launch)
    return found
