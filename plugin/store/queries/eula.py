"""Answers to our terms of use."""

from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from plugin.store.tables import Asset, Assignment, Course, EulaAnswer, Submission


def answer_of(session: Session, deployment_id: UUID, person_id: UUID) -> EulaAnswer | None:
    return session.scalar(
        select(EulaAnswer).where(EulaAnswer.deployment_id == deployment_id, EulaAnswer.person_id == person_id)
    )


def forget_answers(session: Session, deployment_id: UUID) -> int:
    result = session.execute(delete(EulaAnswer).where(EulaAnswer.deployment_id == deployment_id))
    return result.rowcount  # type: ignore[attr-defined,no-any-return]


def assets_without_consent(session: Session, deployment_id: UUID, person_id: UUID, error_code: str) -> list[Asset]:
    """Those that were set aside because this person had not accepted our terms."""
    return list(session.scalars(_assets(deployment_id, person_id).where(Asset.error_code == error_code)))


def waiting_assets(session: Session, deployment_id: UUID, person_id: UUID) -> list[Asset]:
    """Those of this person that were not fetched yet, locked: whoever is about to keep one is waited for."""
    waiting = _assets(deployment_id, person_id).where(Asset.state == "waiting").order_by(Asset.created, Asset.id)
    return list(session.scalars(waiting.with_for_update(of=Asset)))


def _assets(deployment_id: UUID, person_id: UUID) -> Select[Asset]:
    return (
        select(Asset)
        .join(Submission)
        .join(Assignment)
        .join(Course)
        .where(Course.deployment_id == deployment_id, Submission.person_id == person_id)
    )
