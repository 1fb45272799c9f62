"""Work that an administrator asked the scorer for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from plugin.domain.job import JobKind, JobState
from plugin.store.queries.changing import changed
from plugin.store.tables import Calibration, Job


def find(session: Session, job_id: UUID, kind: JobKind) -> Job | None:
    return session.scalar(select(Job).where(Job.id == job_id, Job.kind == kind.value))


def of_kind(session: Session, kind: JobKind, limit: int = 50) -> list[Job]:
    """Newest first."""
    return list(session.scalars(select(Job).where(Job.kind == kind.value).order_by(Job.created.desc()).limit(limit)))


def of_calibration(session: Session, calibration_id: UUID) -> Job | None:
    """The newest."""
    newest = select(Job).where(Job.calibration_id == calibration_id).order_by(Job.created.desc()).limit(1)
    return session.scalar(newest)


def calibration_of(session: Session, job_id: UUID) -> UUID | None:
    return session.scalar(select(Job.calibration_id).where(Job.id == job_id))


def all_of_calibration(session: Session, calibration_id: UUID) -> list[Job]:
    return list(session.scalars(select(Job).where(Job.calibration_id == calibration_id)))


def move(session: Session, job_id: UUID, old: JobState, **new: Any) -> bool:
    """Compare-and-set: true for the one caller that found the job in state `old`."""
    return changed(session, update(Job).where(Job.id == job_id, Job.state == old.value).values(**new))


def waiting(session: Session, rung_before: datetime) -> list[UUID]:
    """Queued jobs whose bell may have been lost, oldest first."""
    lost = or_(Job.rung.is_(None), Job.rung < rung_before)
    return list(session.scalars(select(Job.id).where(Job.state == JobState.QUEUED.value, lost).order_by(Job.created)))


def stuck(session: Session, claimed_before: datetime) -> list[UUID]:
    return list(
        session.scalars(select(Job.id).where(Job.state == JobState.RUNNING.value, Job.claimed < claimed_before))
    )


def mark_rung(session: Session, job_ids: Iterable[UUID], now: datetime) -> None:
    session.execute(
        update(Job).where(Job.id.in_(list(job_ids))).values(rung=now).execution_options(synchronize_session=False)
    )


def drop_before(session: Session, kind: JobKind, created_before: datetime) -> None:
    session.execute(delete(Job).where(Job.kind == kind.value, Job.created < created_before))


def with_files(session: Session) -> set[UUID]:
    """Jobs whose folder is still needed: what waits or is at work, samples until they are dropped, and the texts that
    an administrator asked to keep."""
    rows = session.scalars(
        select(Job.id)
        .outerjoin(Calibration, Calibration.id == Job.calibration_id)
        .where(
            or_(
                Job.state.in_([state.value for state in JobState if state.is_open]),
                (Job.kind == JobKind.SAMPLE.value) & (Job.state == JobState.DONE.value),
                Calibration.keep_texts,
            )
        )
    )
    return set(rows)
