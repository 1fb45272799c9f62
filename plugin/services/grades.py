"""Grades: decided by a person or a policy, sent by the courier, answered by the platform."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.grading import Decision, Mark
from plugin.domain.status import ReturnState, move_return
from plugin.lms.connector import ServiceError
from plugin.lms.gradebook import LINEITEM, RESULT, SCORE, GradePost
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.quirks.moodle import STALE_STATUS, next_timestamp
from plugin.services.platforms import platform_of, signing_key
from plugin.store.queries import courses, grades
from plugin.store.tables import Assignment, GradeReturn, Person, Submission

TWICE = timedelta(seconds=10)
LEASE = timedelta(minutes=5)  # longer than any call with its time-outs
BACKOFF = (10, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)


_REFUSALS = {
    400: "not_enrolled",
    401: "no_permission",
    403: "no_permission",
    404: "gone",
    410: "gone",
    422: "not_enrolled",
}


class Outcome(StrEnum):
    SENT = "sent"
    REFUSED = "refused"
    RETRY = "retry"


@dataclass(frozen=True)
class Answer:
    """What the platform said to a grade: a code for the page, the HTTP status where there was one."""

    outcome: Outcome
    code: str
    status: int | None = None
    renew_timestamp: bool = False


OVERTAKEN = Answer(Outcome.REFUSED, "overtaken")
COLUMN_UNDER_WAY = Answer(Outcome.RETRY, "column_under_way")


@dataclass(frozen=True)
class GradeWork:
    """All that sending needs: plain data, no session behind it."""

    grade_return_id: UUID
    version: int
    attempts: int
    platform: Platform
    key: SigningKey
    platform_family: str
    assignment_id: UUID
    title: str
    points: float
    lti_resource_link_id: str
    lti_lineitem_url: str | None
    lti_lineitems_url: str | None
    lti_scopes: tuple[str, ...]
    test_user: bool
    post: GradePost


def write(session: Session, submission: Submission, decision: Decision, decided_by: UUID | None) -> UUID | None:
    """Put the decision down. Returns the id when it now waits for the courier.

    One row a submission: a new mark replaces the old one, and its version tells a courier that was under way
    with the old mark that it is late.
    """
    row = submission.grade_return or _new_row(session, submission)
    if _pressed_twice(row, decision):
        return row.id if row.state == ReturnState.PENDING.value else None
    row.mark, row.maximum, row.comment = (
        decision.mark.given,
        decision.mark.maximum,
        decision.mark.comment,
    )
    row.state = move_return(ReturnState(row.state), decision.state).value
    row.decided_by, row.version = decided_by, row.version + 1
    row.attempts, row.next_try, row.answer_code, row.answer_status = 0, None, None, None
    row.updated = datetime.now(UTC)
    session.flush()
    return row.id if decision.state is ReturnState.PENDING else None


def _pressed_twice(row: GradeReturn, decision: Decision) -> bool:
    """The same mark again while it is on its way or has just arrived: some platforms would repeat its comment."""
    if decision.state is not ReturnState.PENDING or Mark(row.mark, row.maximum, row.comment) != decision.mark:
        return False
    just_sent = row.state == ReturnState.SENT.value and datetime.now(UTC) - row.updated < TWICE
    return row.state == ReturnState.PENDING.value or just_sent


def _new_row(session: Session, submission: Submission) -> GradeReturn:
    row = GradeReturn(submission_id=submission.id, mark=0, maximum=1, updated=datetime.now(UTC), version=0)
    row.state = ReturnState.HELD.value
    session.add(row)
    submission.grade_return = row
    return row


def send_again(session: Session, submission: Submission) -> UUID | None:
    """A person asks for a held, refused or given-up grade to be sent as it stands."""
    row = submission.grade_return
    if row is None or row.state == ReturnState.SENT.value:
        return None
    mark = Mark(row.mark, row.maximum, row.comment)
    return write(session, submission, Decision(mark, ReturnState.PENDING), row.decided_by)


def take(session: Session, grade_return_id: UUID, secret_key: str) -> GradeWork | None:
    """Lease the grade for sending; None when it need not be sent, or somebody is at it."""
    now = datetime.now(UTC)
    row = grades.to_send(session, grade_return_id, now)
    if row is None:
        return None
    assignment, person = row.submission.assignment, row.submission.person
    if _is_overtaken(session, row):
        _end(row, OVERTAKEN)
        return None
    if row.attempts == 0 or row.lti_timestamp is None:
        # The same timestamp goes with every retry: it is how a platform knows an earlier one that got lost.
        row.lti_timestamp = next_timestamp(grades.last_timestamp(session, assignment.id, person.id))
    row.attempts += 1
    row.next_try = now + LEASE
    return _work(session, row, assignment, person, secret_key)


def _work(session: Session, row: GradeReturn, assignment: Assignment, person: Person, secret_key: str) -> GradeWork:
    grader = session.get(Person, row.decided_by) if row.decided_by else None
    assert row.lti_timestamp is not None  # noqa: S101 - set by take()
    return GradeWork(
        grade_return_id=row.id,
        version=row.version,
        attempts=row.attempts,
        platform=platform_of(assignment.course.deployment.registration),
        key=signing_key(session, secret_key),
        platform_family=assignment.platform_family,
        assignment_id=assignment.id,
        title=assignment.title,
        points=assignment.points,
        lti_resource_link_id=assignment.lti_resource_link_id,
        lti_lineitem_url=assignment.lti_lineitem_url,
        lti_lineitems_url=assignment.lti_lineitems_url,
        lti_scopes=tuple(assignment.lti_ags_scopes),
        test_user=courses.is_test_user(session, assignment.course_id, person.id),
        post=GradePost(
            person.lti_sub,
            Mark(row.mark, row.maximum, row.comment),
            row.lti_timestamp,
            row.submission.created,
            grader.lti_sub if grader else None,
        ),
    )


def impossible(work: GradeWork) -> Answer | None:
    """Why this grade cannot go anywhere, known without asking the platform."""
    if work.test_user:  # "student view" has no row in the gradebook
        return Answer(Outcome.REFUSED, "test_user")
    if SCORE not in work.lti_scopes:
        return Answer(Outcome.REFUSED, "no_gradebook")
    if not work.lti_lineitem_url and not (work.lti_lineitems_url and LINEITEM in work.lti_scopes):
        return Answer(Outcome.REFUSED, "no_line_item")
    return None


def read_error(error: ServiceError) -> Answer:
    """What a platform's refusal means: permanent for this grade, or worth another try.

    409 is Moodle's "earlier timestamp" (whole seconds), 400 with that word Canvas's and Open edX's; 422 is Canvas's
    "not a student", 400 Moodle's and Blackboard's, 403/404 D2L's.
    """
    status, body = error.status, error.body.lower()
    if status == 0 or status >= 500:
        return Answer(Outcome.RETRY, "platform_error" if status else "unreachable", status or None)
    if status in (408, 425, 429) or "rate limit" in body:
        return Answer(Outcome.RETRY, "busy", status)
    if error.at_token:
        # Moodle answers 404 when it cannot fetch our key set: that can be mended while we wait.
        return Answer(Outcome.RETRY if status == 404 else Outcome.REFUSED, "no_token", status)
    if status == STALE_STATUS or (status == 400 and "timestamp" in body):
        return Answer(Outcome.RETRY, "newer_there", status, renew_timestamp=True)
    return Answer(Outcome.REFUSED, _REFUSALS.get(status, "refused"), status)


def may_read_results(work: GradeWork) -> bool:
    return RESULT in work.lti_scopes


def same_mark(work: GradeWork, given: float, maximum: float) -> bool:
    """Platforms rescale: compare shares of the maximum, to a thousandth."""
    mark = work.post.mark
    return maximum > 0 and abs(given / maximum - mark.given / mark.maximum) < 0.001


def record(session: Session, work: GradeWork, answer: Answer) -> float | None:
    """Write down the platform's answer. Returns the seconds until the next try, where there is one."""
    row = session.get(GradeReturn, work.grade_return_id, with_for_update=True)
    if row is not None and answer.outcome is Outcome.SENT:
        row.sent = datetime.now(UTC)  # it is there, whatever was decided meanwhile
    if row is None or row.version != work.version or row.state != ReturnState.PENDING.value:
        return 0.0 if row is not None and row.state == ReturnState.PENDING.value else None
    if answer.outcome is Outcome.RETRY and not _is_overtaken(session, row):
        return _again(row, answer)
    _end(row, OVERTAKEN if answer.outcome is Outcome.RETRY else answer)
    return None


def _is_overtaken(session: Session, row: GradeReturn) -> bool:
    """Was another attempt's mark sent out after this one? Then a retry must not come last and replace it."""
    if row.attempts == 0 or row.lti_timestamp is None:
        return False
    last = grades.last_timestamp(session, row.submission.assignment_id, row.submission.person_id)
    return last is not None and last > row.lti_timestamp


def _note(row: GradeReturn, answer: Answer) -> None:
    row.answer_code, row.answer_status, row.updated = answer.code, answer.status, datetime.now(UTC)
    row.next_try = None


def _end(row: GradeReturn, answer: Answer) -> None:
    _note(row, answer)
    sent = answer.outcome is Outcome.SENT
    row.state = move_return(ReturnState.PENDING, ReturnState.SENT if sent else ReturnState.REFUSED).value


def _again(row: GradeReturn, answer: Answer) -> float | None:
    _note(row, answer)
    if row.attempts > len(BACKOFF):
        row.state = move_return(ReturnState.PENDING, ReturnState.GIVEN_UP).value
        return None
    if answer.renew_timestamp:
        row.lti_timestamp = next_timestamp(row.lti_timestamp)
    seconds = 2.0 if answer.renew_timestamp else float(BACKOFF[row.attempts - 1])
    row.next_try = datetime.now(UTC) + timedelta(seconds=seconds)
    return seconds


def may_make_lineitem(session: Session, work: GradeWork) -> bool:
    """Two grades sent at once would both find no column and make one each: one of them waits."""
    now = datetime.now(UTC)
    return grades.lease_lineitem(session, work.assignment_id, now, now + LEASE)


def remember_lineitem(session: Session, work: GradeWork, lineitem_url: str | None) -> None:
    """None: the column is gone; the next try looks for another or makes one."""
    assignment = session.get_one(Assignment, work.assignment_id)
    assignment.lti_lineitem_url, assignment.lineitem_lease = lineitem_url, None


def column_is_gone(work: GradeWork, answer: Answer) -> bool:
    """Is it worth looking for another column? Once: D2L answers 404 for a person who is not there as well."""
    again = work.attempts == 1 and work.lti_lineitem_url is not None
    return answer.code == "gone" and again and work.lti_lineitems_url is not None and LINEITEM in work.lti_scopes
