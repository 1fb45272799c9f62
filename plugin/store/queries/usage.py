"""Counts over all submissions: one row for each group, whoever's they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, and_, case, extract, func, select
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
    keys = (
        extract("year", at), extract("month", at), Course.deployment_id, Course.id,
        func.coalesce(newest.c.language, ""), _answer(newest), Submission.outcome,
    )  # fmt: skip
    query = _counted(_select(*keys, func.count()), newest, since, deployment_id)
    return session.execute(query.group_by(*keys)).all()


def leanings(session: Session, since: datetime, deployment_id: UUID | None) -> Sequence[Any]:
    """(leans, answer, n), of what teachers thought before they saw the score."""
    newest = _newest()
    keys = (Judgement.leans, _answer(newest))
    query = _counted(_select(*keys, func.count()), newest, since, deployment_id)
    return session.execute(query.join(Judgement, Judgement.submission_id == Submission.id).group_by(*keys)).all()


def names_of_deployments(session: Session) -> dict[UUID, str]:
    query = select(Deployment.id, Registration.name, Registration.issuer, Deployment.lti_deployment_id)
    rows = session.execute(query.join(Registration, Registration.id == Deployment.registration_id))
    return {row[0]: f"{row[1] or row[2]} ({row[3]})" for row in rows}


def titles_of_courses(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    return {row[0]: row[1] for row in session.execute(select(Course.id, Course.title).where(Course.id.in_(ids)))}


def _select(*columns: Any) -> Select[Any]:
    return select(*columns)


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


def _answer(newest: CTE) -> ColumnElement[str]:
    return case(
        (newest.c.band.is_not(None), newest.c.band),
        (newest.c.state == RunState.UNSCORABLE.value, "not_scored"),
        (newest.c.state == RunState.FAILED.value, FAILED),
        else_=WAITING,
    )


def _counted(query: Select[Any], newest: CTE, since: datetime, deployment_id: UUID | None) -> Select[Any]:
    member = and_(Membership.course_id == Course.id, Membership.person_id == Submission.person_id)
    query = (
        query.select_from(Submission)
        .join(Submission.assignment)
        .join(Assignment.course)
        .outerjoin(newest, newest.c.submission_id == Submission.id)
        .outerjoin(Membership, member)
        .where(Submission.created >= since, func.coalesce(Membership.test_user, False).is_(False))
    )
    return query if deployment_id is None else query.where(Course.deployment_id == deployment_id)


def _in_utc(session: Session) -> Any:
    """A month begins at the same moment for everybody, whatever zone the database's session has."""
    if session.get_bind().dialect.name == "postgresql":
        return func.timezone("UTC", Submission.created)
    return Submission.created
