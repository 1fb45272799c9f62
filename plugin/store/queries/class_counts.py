"""What a class comes to: counted in the database in one statement, the test student apart."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from plugin.domain.class_view import View
from plugin.domain.score import Band
from plugin.domain.status import FINISHED, ReturnState, RunState
from plugin.store.queries.class_selection import WAITING, is_late, wanted
from plugin.store.tables import Asset, Assignment, Run


@dataclass(frozen=True)
class Counts:
    """`listed`: rows that the view lets through; all others count the whole class. `unreleased`: submissions that are
    read to the end and not released. `bands`: of the texts whose score the reader may see. `rates`: the measured rates
    of scored texts' lines as they are kept, in JSON, and how many texts have them."""

    listed: int
    rows: int
    students: int
    handed_in: int
    late: int
    waiting: int
    scored: int
    judge_first: int
    unmarked: int
    held: int
    pending: int
    unreleased: int
    bands: dict[Band, int]
    rates: list[tuple[str, int]]


def counts_of(session: Session, rows: Subquery, assignment: Assignment, view: View) -> Counts:
    """Counted apart for each kind of rates and added up here: the class is joined once."""
    c = rows.c
    student = and_(c.file_number == 1, ~c.test_user)
    submitted = and_(student, c.submission_id.is_not(None))
    asked = {
        "listed": wanted(rows, assignment, view),
        "rows": c.person_id.is_not(None),
        "students": student,
        "handed_in": submitted,
        "late": and_(submitted, is_late(c, assignment)),
        "waiting": c.state.in_(WAITING),
        "scored": _is_scored(c),
        "judge_first": and_(~c.test_user, c.judge_first.is_(True)),
        "unmarked": and_(submitted, c.mark.is_(None)),
        "held": and_(c.file_number == 1, c.grade == ReturnState.HELD.value),
        "pending": and_(c.file_number == 1, c.grade == ReturnState.PENDING.value),
        "unreleased": _is_ready(c),
    }
    bands = {band: and_(~c.test_user, c.band == band.value) for band in Band}
    numbers = [_number(one) for one in (*asked.values(), *bands.values())]
    found = session.execute(select(c.band_rates, *numbers).group_by(c.band_rates)).all()
    kinds = [dict(zip((*asked, *bands), numbers_of, strict=True)) for _, *numbers_of in found]
    of = {name: sum(kind[name] for kind in kinds) for name in (*asked, *bands)}
    rates = [(row[0], kind["scored"]) for row, kind in zip(found, kinds, strict=True) if row[0] and kind["scored"]]
    return Counts(**{name: of[name] for name in asked}, bands={band: of[band] for band in Band}, rates=rates)


def _is_scored(c: Any) -> ColumnElement[bool]:
    return and_(~c.test_user, c.state == RunState.SCORED.value)


def _is_ready(c: Any) -> ColumnElement[bool]:
    """All of a submission's runs have ended, and nothing of it is still to come."""
    ended = case((Run.state.in_([state.value for state in FINISHED]), 1), else_=0)
    all_ended = select(func.min(ended)).where(Run.submission_id == c.submission_id).scalar_subquery()
    to_come = select(Asset.id).where(Asset.submission_id == c.submission_id, Asset.state == "waiting")
    return and_(c.file_number == 1, c.released.is_(None), c.judge_first.is_(False), all_ended == 1, ~to_come.exists())


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
