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
    read to the end and not released. `bands`: of the texts whose score the reader may see."""

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


def counts_of(session: Session, rows: Subquery, assignment: Assignment, view: View) -> Counts:
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
        "scored": and_(~c.test_user, c.state == RunState.SCORED.value),
        "judge_first": and_(~c.test_user, c.judge_first.is_(True)),
        "unmarked": and_(submitted, c.mark.is_(None)),
        "held": and_(c.file_number == 1, c.grade == ReturnState.HELD.value),
        "pending": and_(c.file_number == 1, c.grade == ReturnState.PENDING.value),
        "unreleased": _is_ready(c),
    } | {f"band_{band.value}": and_(~c.test_user, c.band == band.value) for band in Band}
    found = session.execute(select(*(_number(one).label(name) for name, one in asked.items()))).one()._mapping
    bands = {band: found[f"band_{band.value}"] or 0 for band in Band}
    return Counts(**{name: found[name] or 0 for name in asked if not name.startswith("band_")}, bands=bands)


def rates_of(session: Session, rows: Subquery) -> list[tuple[str, int]]:
    """The measured rates of the texts' lines as they are kept, in JSON, and how many scored texts have them."""
    c = rows.c
    query = (
        select(c.band_rates, func.count())
        .where(c.state == RunState.SCORED.value, c.band_rates.is_not(None), ~c.test_user)
        .group_by(c.band_rates)
    )
    return [(rates, number) for rates, number in session.execute(query)]


def _is_ready(c: Any) -> ColumnElement[bool]:
    runs = select(Run.id).where(Run.submission_id == c.submission_id)
    unfinished = runs.where(Run.state.not_in([state.value for state in FINISHED]))
    to_come = select(Asset.id).where(Asset.submission_id == c.submission_id, Asset.state == "waiting")
    return and_(
        c.file_number == 1,
        c.released.is_(None),
        c.judge_first.is_(False),
        runs.exists(),
        ~unfinished.exists(),
        ~to_come.exists(),
    )


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
