"""Counts over all submissions: one row for each group, whoever's they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Label, Select, and_, case, extract, func, select
from sqlalchemy.orm import Session

from plugin.domain.status import RunState
from plugin.domain.usage import FAILED, WAITING
from plugin.store.tables import (
    Assignment,
    Course,
    Deployment,
    Judgement,
    Membership,
    Registration,
    Run,
    Score,
    Submission,
)


def groups(session: Session, since: datetime, deployment_id: UUID | None) -> Sequence[Any]:
    """(year, month, deployment_id, course_id, language, answer, outcome, n): answer is the band, or why there is
    none."""
    newest = _newest()
    at = _in_utc(session)
    return _counted(
        session,
        _of_all(newest, since, deployment_id).with_only_columns(
            extract("year", at).label("year"), extract("month", at).label("month"), Course.deployment_id, Course.id,
            func.coalesce(newest.c.language, "").label("language"), _answer(newest), Submission.outcome,
        ),
    )  # fmt: skip


def leanings(session: Session, since: datetime, deployment_id: UUID | None) -> Sequence[Any]:
    """(leans, answer, n), of what teachers thought before they saw the score."""
    newest = _newest()
    query = _of_all(newest, since, deployment_id).join(Judgement, Judgement.submission_id == Submission.id)
    return _counted(session, query.with_only_columns(Judgement.leans, _answer(newest)))


def names_of_deployments(session: Session) -> dict[UUID, str]:
    query = select(Deployment.id, Registration.name, Registration.issuer, Deployment.lti_deployment_id)
    rows = session.execute(query.join(Registration, Registration.id == Deployment.registration_id))
    return {row[0]: f"{row[1] or row[2]} ({row[3]})" for row in rows}


def titles_of_courses(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    return {row[0]: row[1] for row in session.execute(select(Course.id, Course.title).where(Course.id.in_(ids)))}


def _newest() -> CTE:
    """Of each submission one run: the newest that has a score, else the newest."""
    scored_first = case((Run.state == RunState.SCORED.value, 0), else_=1)
    place = func.row_number().over(partition_by=Run.submission_id, order_by=(scored_first, Run.created.desc(), Run.id))
    ranked = (
        select(Run.submission_id, Run.state, Score.band, Score.language, place.label("place"))
        .outerjoin(Score, Score.run_id == Run.id)
        .cte("ranked")
    )
    return select(ranked).where(ranked.c.place == 1).cte("newest")


def _answer(newest: CTE) -> Label[str]:
    return case(
        (newest.c.band.is_not(None), newest.c.band),
        (newest.c.state == RunState.UNSCORABLE.value, "not_scored"),
        (newest.c.state == RunState.FAILED.value, FAILED),
        else_=WAITING,
    ).label("answer")


def _of_all(newest: CTE, since: datetime, deployment_id: UUID | None) -> Select[Any]:
    member = and_(Membership.course_id == Course.id, Membership.person_id == Submission.person_id)
    query: Select[Any] = (
        select(Submission.id)
        .select_from(Submission)
        .join(Submission.assignment)
        .join(Assignment.course)
        .outerjoin(newest, newest.c.submission_id == Submission.id)
        .outerjoin(Membership, member)
        .where(Submission.created >= since, func.coalesce(Membership.test_user, False).is_(False))
    )
    return query if deployment_id is None else query.where(Course.deployment_id == deployment_id)


def _counted(session: Session, query: Any) -> Sequence[Any]:
    """How many there are of each. By way of a subquery: to PostgreSQL the same expression with the same values bound
    twice is not the same."""
    rows = query.subquery()
    return session.execute(select(*rows.c, func.count()).group_by(*rows.c)).all()


def _in_utc(session: Session) -> Any:
    """A month begins at the same moment for everybody, whatever zone the database's session has."""
    if session.get_bind().dialect.name == "postgresql":
        return func.timezone("UTC", Submission.created)
    return Submission.created
