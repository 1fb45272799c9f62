"""Assets of platforms, reports on them, and answers to our terms: what is found, and what waits to be done."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from plugin.store.queries.waiting import is_due
from plugin.store.tables import (
    Asset,
    AssetReport,
    Assignment,
    EulaAnswer,
    Notice,
    Run,
    Submission,
)

Waits = TypeVar("Waits", Asset, AssetReport, EulaAnswer)


def to_do(session: Session, table: type[Waits], row_id: UUID, now: datetime) -> Waits | None:
    """The row locked for this transaction, if it waits and nobody else is at it."""
    return session.scalar(select(table).where(table.id == row_id, *is_due(table, now)).with_for_update(of=table))


def asset_of(session: Session, submission_id: UUID, lti_asset_id: str) -> Asset | None:
    """Locked: a courier may be about to write down what it fetched."""
    own = Asset.submission_id == submission_id, Asset.lti_asset_id == lti_asset_id
    return session.scalar(select(Asset).where(*own).with_for_update())


def asset_in_course(
    session: Session,
    course_id: UUID,
    lti_activity_id: str,
    item_id: UUID | None,
    lti_submission_id: str,
    lti_asset_id: str,
) -> Asset | None:
    """That of a submission at an activity of this course. Two processors may look at the same file: `item_id` says
    for which of them it is looked for, and without it the newest is found."""
    found = (
        select(Asset)
        .join(Submission)
        .join(Assignment)
        .where(
            Asset.lti_asset_id == lti_asset_id,
            Submission.lti_submission_id == lti_submission_id,
            Assignment.course_id == course_id,
            Assignment.lti_activity_id == lti_activity_id,
        )
    )
    if item_id is not None:
        found = found.where(Assignment.item_id == item_id)
    return session.scalar(found.order_by(Asset.created.desc()).limit(1))


def assets_of_assignment(session: Session, assignment_id: UUID) -> list[Asset]:
    return list(
        session.scalars(
            select(Asset)
            .join(Submission)
            .where(Submission.assignment_id == assignment_id)
            .options(joinedload(Asset.report))
            .order_by(Asset.created, Asset.id)
        )
    )


def assets_of_submission(session: Session, submission_id: UUID) -> list[Asset]:
    return list(
        session.scalars(select(Asset).where(Asset.submission_id == submission_id).order_by(Asset.created, Asset.id))
    )


def any_waits(session: Session, submission_id: UUID) -> bool:
    waiting = select(Asset.id).where(Asset.submission_id == submission_id, Asset.state == "waiting")
    return session.scalar(waiting.limit(1)) is not None


def asset_of_run(session: Session, run_id: UUID) -> Asset | None:
    return session.scalar(select(Asset).join(Run, Run.document_id == Asset.document_id).where(Run.id == run_id))


def newest_run(session: Session, document_id: UUID) -> Run | None:
    return session.scalar(select(Run).where(Run.document_id == document_id).order_by(Run.created.desc()).limit(1))


def drop_notices_before(session: Session, moment: datetime) -> int:
    result = session.execute(delete(Notice).where(Notice.created < moment))
    return result.rowcount  # type: ignore[attr-defined,no-any-return]
