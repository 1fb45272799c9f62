"""The rows of a class page, joined in the database: one for each student, or for each file handed in to the platform.

What a reader may not see yet is no value at all in what is joined here, so that no order and no filter can tell it.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
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
from plugin.store.queries.class_newest import files, newest_attempts, newest_runs
from plugin.store.tables import Assignment, GradeReturn, Judgement, Membership, Person, Reply, Run, Score, Submission


@dataclass(frozen=True)
class Reader:
    """Who looks. `judges_first`: they see no score of a text before they said what they think of it."""

    person_id: UUID
    judges_first: bool = False


def joined(assignment: Assignment, reader: Reader) -> Subquery:
    """The newest attempt of everybody who is listed as a learner or handed in, with the newest run and its score."""
    newest, run, file = newest_attempts(assignment), newest_runs(assignment), files(assignment)
    own = run.c.document_id == file.c.document_id if assignment.kind == "processor" else true()
    columns: Select[Any] = select(
        *_who(), *_what(newest, file), *_read(), *_scored(_sees(reader)), *_marked(), _replied(newest)
    )
    return (
        columns.select_from(Person)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, *_listed(assignment)))
        .outerjoin(newest, newest.c.person_id == Person.id)
        .outerjoin(file, file.c.submission_id == newest.c.id)
        .outerjoin(run, and_(run.c.submission_id == newest.c.id, own))
        .outerjoin(Run, Run.id == run.c.id)
        .outerjoin(Score, Score.run_id == Run.id)
        .outerjoin(GradeReturn, GradeReturn.submission_id == newest.c.id)
        .outerjoin(Submission, Submission.id == newest.c.id)
        .outerjoin(Judgement, and_(Judgement.submission_id == newest.c.id, Judgement.person_id == reader.person_id))
        .where(Person.id.in_(_people(assignment)))
        .subquery("class_row")
    )


def _listed(assignment: Assignment) -> tuple[Any, ...]:
    return Membership.course_id == assignment.course_id, Membership.role == Role.LEARNER.value


def _people(assignment: Assignment) -> CompoundSelect[Any]:
    """Whoever handed in stays on the page even when the platform no longer lists them as a learner."""
    listed = select(Membership.person_id).where(*_listed(assignment), Membership.active)
    return listed.union(select(Submission.person_id).where(Submission.assignment_id == assignment.id))


def _who() -> tuple[Any, ...]:
    return (
        Person.id.label("person_id"),
        Person.name,
        Membership.id.label("membership_id"),
        func.coalesce(Membership.active, false()).label("active"),
        func.coalesce(Membership.test_user, false()).label("test_user"),
    )


def _what(newest: Subquery, file: Subquery) -> tuple[Any, ...]:
    return (
        newest.c.id.label("submission_id"),
        newest.c.attempt,
        newest.c.created.label("handed_in"),
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


def _replied(newest: Subquery) -> Label[Any]:
    reply = aliased(Reply)
    last = select(func.max(reply.created)).where(reply.submission_id == newest.c.id).correlate(newest)
    return last.scalar_subquery().label("replied")
