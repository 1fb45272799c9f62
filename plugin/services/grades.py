"""Grades: decided by a person or a policy. How they travel is told in grade_sending."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.grading import Decision, Mark
from plugin.domain.status import ReturnState, move_return
from plugin.store.queries import clock, work
from plugin.store.queries import grades as in_column
from plugin.store.tables import GradeReturn, Submission

TWICE = timedelta(seconds=10)


class StaleMarkError(Exception):
    """Another mark was entered since the form was shown."""


def write_seen(session: Session, submission: Submission, decision: Decision, by: UUID, seen: int) -> UUID | None:
    """The same as `write`, for a person who saw the mark of version `seen`, or none (0); raise StaleMarkError."""
    work.lock_submission(session, submission.id)  # two teachers at the same moment
    row = submission.grade_return
    if row is not None:
        session.refresh(row)
    if (row.version if row else 0) != seen and not (row and _pressed_again(row, decision, by)):
        raise StaleMarkError
    return write(session, submission, decision, by)


def _pressed_again(row: GradeReturn, decision: Decision, by: UUID) -> bool:
    return row.decided_by == by and Mark(row.mark, row.maximum, row.comment) == decision.mark


def write(
    session: Session, submission: Submission, decision: Decision, decided_by: UUID | None, forced: bool = False
) -> UUID | None:
    """Put the decision down. Returns the id when it now waits for the courier.

    One row a submission: a new mark replaces the old one, and its version tells a courier that was under way
    with the old mark that it is late. `forced`: a person wants it to replace another grade in the gradebook.
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
    row.decided_by, row.version, row.forced = decided_by, row.version + 1, forced
    row.attempts, row.next_try, row.answer_code, row.answer_status = 0, None, None, None
    row.there_mark, row.there_maximum, row.there_by, row.stood_before = None, None, None, None
    row.updated = clock.now(session)
    row.decided = _after(in_column.last_decided(session, submission), row.updated)
    session.flush()
    return row.id if decision.state is ReturnState.PENDING else None


def send_again(session: Session, submission: Submission, forced: bool = False) -> UUID | None:
    """A person asks for a held, refused or given-up grade to be sent as it stands."""
    row = submission.grade_return
    if row is None or row.state == ReturnState.SENT.value:
        return None
    mark = Mark(row.mark, row.maximum, row.comment)
    return write(session, submission, Decision(mark, ReturnState.PENDING), row.decided_by, forced)


def _after(last: datetime | None, now: datetime) -> datetime:
    """Decisions for one place in a gradebook have an order of their own, whatever a clock does."""
    return now if last is None or now > last else last + timedelta(microseconds=1)


def _pressed_twice(row: GradeReturn, decision: Decision) -> bool:
    """The same mark again while it is on its way or has just arrived: some platforms would repeat its comment."""
    if decision.state is not ReturnState.PENDING or Mark(row.mark, row.maximum, row.comment) != decision.mark:
        return False
    just_sent = row.state == ReturnState.SENT.value and datetime.now(UTC) - row.updated < TWICE
    return row.state == ReturnState.PENDING.value or just_sent


def _new_row(session: Session, submission: Submission) -> GradeReturn:
    row = GradeReturn(submission_id=submission.id, mark=0, maximum=1, updated=datetime.now(UTC), version=0)
    row.state, row.posted = ReturnState.HELD.value, []
    session.add(row)
    submission.grade_return = row
    return row
