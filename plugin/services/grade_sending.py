"""A grade on its way: taken from the store, compared with what stands in the gradebook, the answer written down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.grading import Mark
from plugin.domain.standing import Found, Habits, Ours
from plugin.domain.status import ReturnState
from plugin.lms.gradebook import GradePost
from plugin.lms.quirks import canvas, moodle
from plugin.lms.quirks.moodle import next_timestamp, seconds_too_early
from plugin.lms.scopes import RESULT, SCORE
from plugin.services import grade_answers, tries
from plugin.services.column_work import Column, column_of
from plugin.services.tries import Answer, Outcome
from plugin.store.queries import clock, courses, grades
from plugin.store.tables import GradeReturn, Person

OVERTAKEN = Answer(Outcome.REFUSED, "overtaken")
_HABITS = {
    canvas.FAMILY: Habits(deducts_for_lateness=True),  # its late policy applies to the result
    moodle.FAMILY: Habits(hides_zero=True),  # measured: a grade of zero is left out of the results
}


@dataclass(frozen=True)
class GradeWork:
    """All that sending needs: plain data, no session behind it."""

    grade_return_id: UUID
    version: int
    attempts: int
    column: Column
    test_user: bool
    post: GradePost
    ours: Ours

    @property
    def habits(self) -> Habits:
        return _HABITS.get(self.column.platform_family, Habits())

    @property
    def may_read_results(self) -> bool:
        return RESULT in self.column.lti_scopes


def take(session: Session, grade_return_id: UUID, secret_key: str, worker: str | None = None) -> GradeWork | None:
    """Lease the grade for sending; None when it need not be sent, or somebody is at it. `worker`: who, by the name in
    its beats; until the mark is posted its silence ends the lease."""
    now = clock.now(session)
    grades.lock_student(session, grade_return_id)
    row = grades.to_send(session, grade_return_id, now)
    if row is None:
        return None
    if _is_overtaken(session, row):
        grade_answers.settle(row, OVERTAKEN, now)
        return None
    if grades.place_is_taken(session, row.submission, now):  # the sweep rings for this one
        return None
    if row.attempts == 0 or row.lti_timestamp is None:
        # The same timestamp goes with every retry: it is how a platform knows an earlier one that got lost.
        row.lti_timestamp = next_timestamp(grades.last_timestamp(session, row.submission))
    work = _work(session, row, row.lti_timestamp, secret_key)
    tries.lease(row, now)
    row.leased_by = worker
    return work


def _work(session: Session, row: GradeReturn, timestamp: datetime, secret_key: str) -> GradeWork:
    submission, assignment = row.submission, row.submission.assignment
    grader = session.get(Person, row.decided_by) if row.decided_by else None
    comment = row.comment
    if assignment.platform_family == canvas.FAMILY:
        comment = canvas.comment_once(comment, row.posted_comment)
    return GradeWork(
        grade_return_id=row.id,
        version=row.version,
        attempts=row.attempts + 1,
        column=column_of(session, assignment, secret_key),
        test_user=courses.is_test_user(session, assignment.course_id, submission.person_id),
        post=GradePost(
            submission.person.lti_sub,
            Mark(row.mark, row.maximum, comment),
            timestamp,
            submission.created,
            grader.lti_sub if grader else None,
            row.forced,
        ),
        ours=_ours(session, row),
    )


def _ours(session: Session, row: GradeReturn) -> Ours:
    """Over all attempts of this student: the column has one place for them."""
    posted = [mark for one in grades.of_column(session, row.submission) for mark in one.posted]
    posted.sort(key=lambda mark: not mark[2])
    return Ours(
        marks=tuple((float(given), float(maximum)) for given, maximum, _ in posted),
        arrived=bool(posted) and bool(posted[0][2]),
        tried=row.stood_before is not None,
        before=Found(*row.stood_before) if row.stood_before else None,
        repeats=[row.mark, row.maximum, True] in row.posted and row.comment == (row.posted_comment or ""),
    )


def impossible(work: GradeWork) -> Answer | None:
    """Why this grade cannot go anywhere, or not yet, known without asking the platform."""
    if work.test_user:  # "student view" has no row in the gradebook
        return Answer(Outcome.REFUSED, "test_user")
    if SCORE not in work.column.lti_scopes:
        return Answer(Outcome.REFUSED, "no_gradebook")
    if not work.column.lti_lineitem_url and not work.column.may_be_made:
        return Answer(Outcome.REFUSED, "no_line_item")
    early = seconds_too_early(work.post.timestamp)
    return Answer(Outcome.RETRY, "newer_there", wait=early) if early else None


def note_posting(session: Session, work: GradeWork, found: Found | None) -> bool:
    """Before the post: from now on this mark may stand there because of us, even if its answer is lost. Silence no
    longer tells whether it is under way: the lease begins anew, and ends when no post can still be.

    False when another mark was decided meanwhile, or another courier has this one: then it stays here.
    """
    grades.lock_student(session, work.grade_return_id)
    row = grades.sent_out(session, work.grade_return_id)
    if row is None or not _is_ours(row, work) or _is_overtaken(session, row):
        return False
    row.leased, row.leased_by = clock.now(session) + tries.LEASE, None
    mark = [work.post.mark.given, work.post.mark.maximum]
    if mark not in [one[:2] for one in row.posted]:
        row.posted = [*row.posted, [*mark, False]]
    if row.stood_before is None:
        row.stood_before = [found.given, found.maximum] if found else []
    return True


def record(session: Session, work: GradeWork, answer: Answer) -> float | None:
    """Write down the platform's answer. Returns the seconds until the next try, where there is one."""
    grades.lock_student(session, work.grade_return_id)
    row = grades.sent_out(session, work.grade_return_id)
    if row is None:
        return None
    now = clock.now(session)
    was_taken = row.attempts > (work.attempts if row.version == work.version else 0)  # by another, since
    row.leased = row.leased if was_taken else None
    _note_arrival(session, row, work, answer, now)
    if row.version != work.version or row.state != ReturnState.PENDING.value:
        return 0.0 if row.state == ReturnState.PENDING.value else None
    if was_taken and answer.outcome is not Outcome.SENT:
        return None
    _note_found(session, row, answer.found)
    if answer.outcome is Outcome.RETRY and _is_overtaken(session, row):
        answer = OVERTAKEN
    elif answer.renew_timestamp:
        row.lti_timestamp = next_timestamp(grades.last_timestamp(session, row.submission))
    return grade_answers.settle(row, answer, now)


def _is_ours(row: GradeReturn, work: GradeWork) -> bool:
    """It waits as it was taken: every new mark has another version, and whoever takes it counts one attempt more."""
    is_same = (row.version, row.attempts) == (work.version, work.attempts)
    return is_same and row.state == ReturnState.PENDING.value


def _note_arrival(session: Session, row: GradeReturn, work: GradeWork, answer: Answer, now: datetime) -> None:
    """It is there, whatever was decided meanwhile; no earlier mark of ours is there any more."""
    if answer.posted and work.post.mark.comment:
        row.posted_comment = work.post.mark.comment
    if answer.outcome is Outcome.SENT:
        row.sent = now
        for other in grades.of_column(session, row.submission):
            other.posted = []
        row.posted = [[work.post.mark.given, work.post.mark.maximum, True]]


def _note_found(session: Session, row: GradeReturn, found: Found | None) -> None:
    if found is None:
        return
    registration_id = row.submission.person.registration_id
    row.there_mark, row.there_maximum = found.given, found.maximum
    row.there_by = grades.person_of_sub(session, registration_id, found.by) if found.by else None


def _is_overtaken(session: Session, row: GradeReturn) -> bool:
    """Was another attempt's mark decided later, and sent out already? Then this one must not come last and replace it:
    its bell may have been lost, or the platform was away when its turn was."""
    decided = row.decided
    others = [other.decided for other in grades.of_column(session, row.submission) if other.attempts > 0]
    return decided is not None and any(other is not None and other > decided for other in others)
