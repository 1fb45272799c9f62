"""Which rows of a class, in which order, and how many of each kind: filtered, sorted and cut in the database."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from plugin.domain.class_view import JUDGE_FIRST, PAGE, Marked, Sort, View, Work
from plugin.domain.score import Band
from plugin.domain.status import ReturnState, RunState
from plugin.store.tables import Assignment, GroupMember

WAITING = (RunState.QUEUED.value, RunState.RUNNING.value)
_READ = (RunState.SCORED.value, RunState.UNSCORABLE.value)
_NOT_DELIVERED = (ReturnState.REFUSED.value, ReturnState.GIVEN_UP.value)
_STRENGTH = {Band.UNREMARKABLE: 0, Band.NOT_SCORED: 1, Band.CANNOT_TELL: 2, Band.ELEVATED: 3, Band.STRONG: 4}


def page_of(session: Session, rows: Subquery, assignment: Assignment, view: View, whole: bool = False) -> list[Any]:
    """One page of them, or the `whole` list."""
    query = select(rows).where(wanted(rows, assignment, view)).order_by(*_order(rows, assignment, view))
    return list(session.execute(query if whole else query.limit(PAGE).offset((view.page - 1) * PAGE)))


def in_order(session: Session, rows: Subquery, assignment: Assignment, view: View) -> list[Any]:
    """Of every row with a report: who, which file, which run, and whether the view lets it through (`is_wanted`)."""
    is_wanted = wanted(rows, assignment, view).label("is_wanted")
    c = rows.c
    query = select(c.person_id, c.name, c.file_number, c.run_id, is_wanted).where(c.run_id.is_not(None))
    return list(session.execute(query.order_by(*_order(rows, assignment, view))))


def keys_of(session: Session, rows: Subquery, assignment: Assignment, view: View) -> list[tuple[UUID, int]]:
    """(person, file) of all of them in no order: that of their codes is known outside the database alone."""
    query = select(rows.c.person_id, rows.c.file_number).where(wanted(rows, assignment, view))
    return [(person_id, number) for person_id, number in session.execute(query)]


def of_people(session: Session, rows: Subquery, people: set[UUID]) -> list[Any]:
    return list(session.execute(select(rows).where(rows.c.person_id.in_(people))))


def wanted(rows: Subquery, assignment: Assignment, view: View) -> ColumnElement[bool]:
    c = rows.c
    asked = [
        _work(c, assignment, view.work),
        _mark(c, view.mark),
        *_searched(c, "" if assignment.hides_names else view.search),
    ]
    if view.band:
        asked.append(c.judge_first.is_(True) if view.band == JUDGE_FIRST else c.band == view.band)
    if view.group:
        asked.append(
            c.membership_id.in_(select(GroupMember.membership_id).where(GroupMember.group_id == UUID(view.group)))
        )
    if view.reply:
        asked.append(
            c.replied.is_not(None) if view.reply == "yes" else and_(c.submission_id.is_not(None), c.replied.is_(None))
        )
    if view.outcome:
        none = and_(c.submission_id.is_not(None), c.outcome.is_(None))
        asked.append(none if view.outcome == "none" else c.outcome == view.outcome)
    return and_(true(), *asked)


def _work(c: Any, assignment: Assignment, work: str) -> ColumnElement[bool]:
    fetched = c.file_state.is_(None) | (c.file_state == "fetched")
    found: ColumnElement[bool] = {
        "": true(),
        Work.NONE.value: c.submission_id.is_(None),
        Work.HANDED_IN.value: c.submission_id.is_not(None),
        Work.WAITING.value: or_(c.state.in_(WAITING), c.file_state == "waiting"),
        Work.READ.value: c.state.in_(_READ),
        Work.STOPPED.value: or_(c.state == RunState.FAILED.value, ~fetched & (c.file_state != "waiting")),
        Work.LATE.value: is_late(c, assignment),
    }[work]
    return found


def is_late(c: Any, assignment: Assignment) -> ColumnElement[bool]:
    """Only where texts come to us do we know when they did."""
    if assignment.due is None or assignment.kind != "link":
        return ~true()
    return c.handed_in > assignment.due  # type: ignore[no-any-return]


def _mark(c: Any, mark: str) -> ColumnElement[bool]:
    if mark == Marked.UNMARKED:
        return and_(c.submission_id.is_not(None), c.mark.is_(None))
    if mark == Marked.NOT_DELIVERED:
        return c.grade.in_(_NOT_DELIVERED)  # type: ignore[no-any-return]
    return c.grade == mark if mark else true()


def _searched(c: Any, search: str) -> list[ColumnElement[bool]]:
    """Each word somewhere in the name. SQLite lowers ASCII letters alone: the word as typed is looked for as well."""
    return [
        or_(func.lower(c.name).contains(word.lower(), autoescape=True), c.name.contains(word, autoescape=True))
        for word in search.split()
    ]


def _order(rows: Subquery, assignment: Assignment, view: View) -> list[Any]:
    """What has no value stands last either way. While names are hidden not even equal rows stand in their order."""
    c = rows.c
    by_name = [c.name == "", func.lower(c.name), c.name]
    tie = [c.submission_id.is_(None), c.submission_id] if assignment.hides_names else by_name
    rest = [*tie, c.person_id, c.file_number]
    if view.sort is Sort.STUDENT:
        first = tie[0], *(one.desc() if view.down else one for one in tie[1:])
        return [*first, c.person_id, c.file_number]
    key = _key(c, view.sort)
    return [key.is_(None), key.desc() if view.down else key, *rest]


def _key(c: Any, sort: Sort) -> Any:
    strength = case({band.value: place for band, place in _STRENGTH.items()}, value=c.band)
    mark = case((c.maximum > 0, c.mark / c.maximum))
    special = {Sort.BAND: strength, Sort.MARK: mark, Sort.REPLY: c.replied, Sort.OUTCOME: c.outcome}
    return special[sort] if sort in special else c[sort.value]
