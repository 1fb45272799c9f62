"""The platform hears that somebody has handed in to us, where it wants to know: Canvas, for its SpeedGrader."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.status import ReturnState
from plugin.lms.gradebook import SubmissionPost
from plugin.lms.quirks import canvas
from plugin.lms.quirks.moodle import next_timestamp, seconds_too_early
from plugin.lms.scopes import SCORE
from plugin.services import grade_answers, tries
from plugin.services.column_work import Column, column_of
from plugin.services.review_links import review_url
from plugin.services.tries import Answer, Outcome
from plugin.store.queries import announcements, clock, courses, grades
from plugin.store.tables import Announcement, Assignment, Submission

NEWER_ATTEMPT = Answer(Outcome.REFUSED, "newer_attempt")


@dataclass(frozen=True)
class AnnouncementWork:
    """Plain data, no session behind it."""

    announcement_id: UUID
    attempts: int
    column: Column
    test_user: bool
    post: SubmissionPost


def write(session: Session, submission: Submission) -> UUID | None:
    """Put down that this is to be announced, where it can be. Returns the id when it now waits for the courier."""
    if not _is_wanted(submission.assignment):
        return None
    row = Announcement(submission_id=submission.id, updated=datetime.now(UTC))
    session.add(row)
    session.flush()
    return row.id


def _is_wanted(assignment: Assignment) -> bool:
    """Where students hand in to the platform itself (an asset processor), it knows."""
    return (
        assignment.platform_family == canvas.FAMILY and assignment.kind == "link" and SCORE in assignment.lti_ags_scopes
    )


def take(session: Session, announcement_id: UUID, secret_key: str, base_url: str) -> AnnouncementWork | None:
    """Lease the announcement for sending; None when it need not be sent, or somebody is at it."""
    now = clock.now(session)
    grades.lock_student(session, announcement_id, Announcement)
    row = announcements.to_send(session, announcement_id, now)
    if row is None:
        return None
    if announcements.has_newer(session, row.submission):  # coming last, it would be the attempt that is shown
        grade_answers.settle(row, NEWER_ATTEMPT, now)
        return None
    if row.lti_timestamp is None:
        row.lti_timestamp = next_timestamp(grades.last_timestamp(session, row.submission))
    tries.lease(row, now)
    submission, assignment = row.submission, row.submission.assignment
    return AnnouncementWork(
        announcement_id=row.id,
        attempts=row.attempts,
        column=column_of(session, assignment, secret_key),
        test_user=courses.is_test_user(session, assignment.course_id, submission.person_id),
        post=SubmissionPost(
            submission.person.lti_sub,
            row.lti_timestamp,
            submission.created,  # the same at every try: Canvas counts a new attempt by it
            review_url(base_url, secret_key, submission.id),
        ),
    )


def impossible(work: AnnouncementWork) -> Answer | None:
    """Why this cannot be told, or not yet, known without asking the platform."""
    if work.test_user:
        return Answer(Outcome.REFUSED, "test_user")
    if not work.column.lti_lineitem_url and not work.column.may_be_made:
        return Answer(Outcome.REFUSED, "no_line_item")
    early = seconds_too_early(work.post.timestamp)
    return Answer(Outcome.RETRY, "newer_there", wait=early) if early else None


def record(session: Session, work: AnnouncementWork, answer: Answer) -> float | None:
    """Write down the platform's answer. Returns the seconds until the next try, where there is one."""
    grades.lock_student(session, work.announcement_id, Announcement)
    row = session.get(Announcement, work.announcement_id, with_for_update=True)
    if row is None or row.state != ReturnState.PENDING.value:
        return None
    if answer.renew_timestamp:
        row.lti_timestamp = next_timestamp(grades.last_timestamp(session, row.submission))
    return grade_answers.settle(row, answer, clock.now(session))
