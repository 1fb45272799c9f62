"""The rows of a class page, joined in the database: one for each student, or for each file handed in to the platform.

What a reader may not see yet is no value at all in what is joined here, so that no order and no filter can tell it.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Integer,
    Label,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from plugin.domain.roles import Role
from plugin.domain.score import Band
from plugin.domain.status import RunState
from plugin.store.queries.class_newest import files, newest_attempt, newest_run
from plugin.store.tables import Assignment, GradeReturn, Judgement, Membership, Person, Reply, Run, Score, Submission


@dataclass(frozen=True)
class Reader:
    """Who looks. `judges_first`: they see no score of a text before they said what they think of it."""

    person_id: UUID
    judges_first: bool = False


def joined(assignment: Assignment, reader: Reader) -> Subquery:
    """The newest attempt of everybody who is listed as a learner or handed in, with the newest run and its score."""
    who, file = _people(assignment), files(assignment)
    columns: Select[Any] = select(*_who(), *_what(file), *_read(), *_scored(_sees(reader)), *_marked(), _replied())
    return (
        columns.select_from(who)
        .join(Person, Person.id == who.c.person_id)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, *_listed(assignment)))
        .outerjoin(Submission, Submission.id == newest_attempt(assignment))
        .outerjoin(file, file.c.submission_id == Submission.id)
        .outerjoin(Run, Run.id == newest_run(assignment, file))
        .outerjoin(Score, Score.run_id == Run.id)
        .outerjoin(GradeReturn, GradeReturn.submission_id == Submission.id)
        .outerjoin(Judgement, and_(Judgement.submission_id == Submission.id, Judgement.person_id == reader.person_id))
        .subquery("class_row")
    )


def _listed(assignment: Assignment) -> tuple[Any, ...]:
    return Membership.course_id == assignment.course_id, Membership.role == Role.LEARNER.value


def _people(assignment: Assignment) -> Subquery:
    """Whoever handed in stays on the page even when the platform no longer lists them as a learner."""
    listed = select(Membership.person_id).where(*_listed(assignment), Membership.active)
    return listed.union(select(Submission.person_id).where(Submission.assignment_id == assignment.id)).subquery("who")


def _who() -> tuple[Any, ...]:
    return (
        Person.id.label("person_id"),
        Person.name,
        Membership.id.label("membership_id"),
        func.coalesce(Membership.active, false()).label("active"),
        func.coalesce(Membership.test_user, false()).label("test_user"),
    )


def _what(file: Subquery) -> tuple[Any, ...]:
    return (
        Submission.id.label("submission_id"),
        Submission.attempt,
        Submission.created.label("handed_in"),
        Submission.released,
        func.coalesce(file.c.number, 1).label("file_number"),
        file.c.file_name,
        file.c.state.label("file_state"),
        file.c.error_code.label("file_error"),
    )


def _read() -> tuple[Any, ...]:
    words = func.coalesce(Score.words, cast(Run.facts["words"].as_string(), Integer))
    return Run.id.label("run_id"), Run.state, Run.reason, words.label("words")


def _sees(reader: Reader) -> Any:
    """The score is open to this reader."""
    return and_(Run.state == RunState.SCORED.value, Judgement.id.is_not(None) if reader.judges_first else true())


def _scored(sees: Any) -> tuple[Any, ...]:
    """An outcome says as much as a score. The rates of a text's lines are those of its kind, whatever it scored."""
    open_unscored = Run.state != RunState.SCORED.value
    return (
        case((and_(Run.state == RunState.SCORED.value, ~sees), true()), else_=false()).label("judge_first"),
        case((sees, Score.band), (Run.state == RunState.UNSCORABLE.value, Band.NOT_SCORED.value)).label("band"),
        case((sees, Score.at_or_above)).label("at_or_above"),
        case((sees, Score.reference_n)).label("reference_n"),
        case((sees, (Score.at_or_above + 1.0) / (Score.reference_n + 1.0))).label("rank"),
        case((sees, Score.share)).label("share"),
        case((or_(sees, open_unscored), func.nullif(Submission.outcome, ""))).label("outcome"),
        cast(Score.band_rates, String).label("band_rates"),
    )


def _marked() -> tuple[Any, ...]:
    return GradeReturn.mark, GradeReturn.maximum, GradeReturn.state.label("grade"), GradeReturn.answer_code


def _replied() -> Label[Any]:
    reply = aliased(Reply)
    last = select(func.max(reply.created)).where(reply.submission_id == Submission.id).correlate(Submission)
    return last.scalar_subquery().label("replied")
