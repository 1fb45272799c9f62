"""Assets of platforms, reports on them, and answers to our terms: what is found, and what waits to be done."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session, joinedload

from plugin.domain.status import ReturnState
from plugin.store.tables import (
    Asset,
    AssetReport,
    Assignment,
    Course,
    Deployment,
    EulaAnswer,
    Notice,
    Run,
    Submission,
)

_MOST = 500
Waits = TypeVar("Waits", Asset, AssetReport, EulaAnswer)


def to_do(session: Session, table: type[Waits], row_id: UUID, now: datetime) -> Waits | None:
    """The row locked for this transaction, if it waits and nobody else is at it."""
    return session.scalar(select(table).where(table.id == row_id, *_waits(table, now)).with_for_update(of=table))


def due(session: Session, table: type[Waits], now: datetime) -> list[UUID]:
    return list(session.scalars(select(table.id).where(*_waits(table, now)).order_by(table.created).limit(_MOST)))


def _waits(table: type[Waits], now: datetime) -> tuple[ColumnElement[bool], ...]:
    state = "waiting" if table is Asset else ReturnState.PENDING.value
    return table.state == state, or_(table.next_try.is_(None), table.next_try <= now)


def asset_of(session: Session, submission_id: UUID, lti_asset_id: str) -> Asset | None:
    return session.scalar(select(Asset).where(Asset.submission_id == submission_id, Asset.lti_asset_id == lti_asset_id))


def asset_in_course(session: Session, course_id: UUID, lti_activity_id: str, lti_asset_id: str) -> Asset | None:
    """The newest of that id at an activity of this course."""
    return session.scalar(
        select(Asset)
        .join(Submission)
        .join(Assignment)
        .where(
            Asset.lti_asset_id == lti_asset_id,
            Assignment.course_id == course_id,
            Assignment.lti_activity_id == lti_activity_id,
        )
        .order_by(Asset.created.desc())
        .limit(1)
    )


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


def asset_of_run(session: Session, run_id: UUID) -> Asset | None:
    return session.scalar(select(Asset).join(Run, Run.document_id == Asset.document_id).where(Run.id == run_id))


def assets_without_consent(session: Session, deployment_id: UUID, person_id: UUID, error_code: str) -> list[Asset]:
    """Those that were set aside because this person had not accepted our terms."""
    return list(
        session.scalars(
            select(Asset)
            .join(Submission)
            .join(Assignment)
            .join(Course)
            .where(
                Course.deployment_id == deployment_id,
                Submission.person_id == person_id,
                Asset.error_code == error_code,
            )
        )
    )


def newest_run(session: Session, document_id: UUID) -> Run | None:
    return session.scalar(select(Run).where(Run.document_id == document_id).order_by(Run.created.desc()).limit(1))


def submission_of_lti_id(session: Session, assignment_id: UUID, lti_submission_id: str) -> Submission | None:
    return session.scalar(
        select(Submission).where(
            Submission.assignment_id == assignment_id, Submission.lti_submission_id == lti_submission_id
        )
    )


def lock_submission(session: Session, submission_id: UUID) -> None:
    """Two notices of one submission are taken one after the other."""
    session.execute(select(Submission.id).where(Submission.id == submission_id).with_for_update())


def attach_activity(session: Session, assignment_id: UUID, lti_activity_id: str) -> bool:
    """True for the first activity that an assignment out of deep linking is met at."""
    result = session.execute(
        update(Assignment)
        .where(Assignment.id == assignment_id, Assignment.lti_activity_id.is_(None))
        .values(lti_activity_id=lti_activity_id)
        .execution_options(synchronize_session=False)
    )
    return result.rowcount == 1  # type: ignore[attr-defined,no-any-return]


def processors_of(session: Session, course_id: UUID) -> list[Assignment]:
    return list(
        session.scalars(
            select(Assignment)
            .where(Assignment.course_id == course_id, Assignment.kind == "processor")
            .order_by(Assignment.created)
        )
    )


def lapsed_subscriptions(session: Session) -> list[UUID]:
    """Deployments with a processor in some course whose platform does not notify us, or not any more."""
    with_processor = select(Course.deployment_id).join(Assignment).where(Assignment.kind == "processor")
    return list(
        session.scalars(
            select(Deployment.id).where(
                Deployment.state == "approved",
                Deployment.lti_notices_url.is_not(None),
                Deployment.notices_subscribed.is_(None),
                Deployment.id.in_(with_processor),
            )
        )
    )


def answer_of(session: Session, deployment_id: UUID, person_id: UUID) -> EulaAnswer | None:
    return session.scalar(
        select(EulaAnswer).where(EulaAnswer.deployment_id == deployment_id, EulaAnswer.person_id == person_id)
    )


def forget_answers(session: Session, deployment_id: UUID) -> int:
    result = session.execute(delete(EulaAnswer).where(EulaAnswer.deployment_id == deployment_id))
    return result.rowcount  # type: ignore[attr-defined,no-any-return]


def drop_notices_before(session: Session, moment: datetime) -> int:
    result = session.execute(delete(Notice).where(Notice.created < moment))
    return result.rowcount  # type: ignore[attr-defined,no-any-return]
