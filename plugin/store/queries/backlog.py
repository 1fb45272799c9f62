"""What waits, what moves and what failed, over the whole installation: counts, and no person's name or text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.domain.status import ReturnState, RunState
from plugin.store.tables import (
    Announcement,
    Asset,
    AssetReport,
    Assignment,
    Course,
    EulaAnswer,
    GradeReturn,
    Job,
    Run,
    Submission,
)

Told = (
    type[Announcement] | type[Asset] | type[AssetReport] | type[EulaAnswer] | type[GradeReturn] | type[Job] | type[Run]
)


@dataclass(frozen=True)
class State:
    """`oldest`: when the first of them came."""

    count: int
    oldest: datetime | None


class FailedRun(NamedTuple):
    id: UUID
    reason: str | None
    finished: datetime | None
    assignment: str
    course: str


@dataclass(frozen=True)
class Refused:
    state: str
    code: str | None
    count: int


def by_state(session: Session, table: Told) -> dict[str, State]:
    rows = session.execute(select(table.state, func.count(), func.min(table.created)).group_by(table.state))
    return {state: State(count, oldest) for state, count, oldest in rows}


def reasons(session: Session) -> list[tuple[str, str, int]]:
    """(state, reason, how many) of the runs that came to no score."""
    without = Run.state.in_([RunState.UNSCORABLE.value, RunState.FAILED.value])
    rows = session.execute(select(Run.state, Run.reason, func.count()).where(without).group_by(Run.state, Run.reason))
    return [(state, reason or "", count) for state, reason, count in rows]


def changed_columns(session: Session) -> State:
    """Gradebook columns that still say what was changed here."""
    wanted = select(func.count(), func.min(Assignment.lineitem_changed)).where(Assignment.lineitem_changed.is_not(None))
    count, oldest = session.execute(wanted).one()
    return State(count, oldest)


def long_running(session: Session, claimed_before: datetime) -> int:
    stuck = select(func.count(Run.id)).where(Run.state == RunState.RUNNING.value, Run.claimed < claimed_before)
    return session.scalar(stuck) or 0


def finished_since(session: Session, moment: datetime) -> int:
    return session.scalar(select(func.count(Run.id)).where(Run.finished >= moment)) or 0


def latest_times(session: Session, moment: datetime, most: int) -> list[tuple[datetime, datetime]]:
    """(claimed, finished) of the runs that got an answer since then, the newest first."""
    answered = Run.state.in_([RunState.SCORED.value, RunState.UNSCORABLE.value])
    rows = session.execute(
        select(Run.claimed, Run.finished)
        .where(answered, Run.finished >= moment, Run.claimed.is_not(None))
        .order_by(Run.finished.desc())
        .limit(most)
    )
    return [(claimed, finished) for claimed, finished in rows if claimed and finished]


def failed_runs(session: Session, most: int) -> list[FailedRun]:
    """Newest first, by their assignment: whose they are is no matter here."""
    rows = session.execute(
        select(Run.id, Run.reason, Run.finished, Assignment.title, Course.title)
        .join(Submission, Submission.id == Run.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .where(Run.state == RunState.FAILED.value)
        .order_by(Run.finished.desc(), Run.id)
        .limit(most)
    )
    return [FailedRun(*row) for row in rows]


def failed_ids(session: Session, most: int) -> list[UUID]:
    failed = select(Run.id).where(Run.state == RunState.FAILED.value).order_by(Run.finished).limit(most)
    return list(session.scalars(failed))


def refused_grades(session: Session) -> list[Refused]:
    """By what the platform answered."""
    states = (ReturnState.REFUSED.value, ReturnState.GIVEN_UP.value)
    wanted: Any = select(GradeReturn.state, GradeReturn.answer_code, func.count())
    grouped = wanted.where(GradeReturn.state.in_(states)).group_by(GradeReturn.state, GradeReturn.answer_code)
    return [Refused(*row) for row in session.execute(grouped.order_by(func.count().desc()))]


def given_up(session: Session, most: int) -> Sequence[Submission]:
    """The submissions whose grade could not be delivered for days."""
    lost = GradeReturn.state == ReturnState.GIVEN_UP.value
    return session.scalars(select(Submission).join(Submission.grade_return).where(lost).limit(most)).all()
