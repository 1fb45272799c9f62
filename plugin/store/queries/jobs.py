"""Work that an administrator asked the scorer for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
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


def move(session: Session, job_id: UUID, old: JobState, held_by: str | None = None, **new: Any) -> bool:
    """Compare-and-set: true for the one caller that found the job in state `old`; with `held_by`, only while this
    worker has it in hand."""
    found = update(Job).where(Job.id == job_id, Job.state == old.value)
    if held_by:
        found = found.where(Job.claimed_by == held_by)
    return changed(session, found.values(**new))


def drop_before(session: Session, kind: JobKind, created_before: datetime) -> None:
    session.execute(delete(Job).where(Job.kind == kind.value, Job.created < created_before))


def open_ones(session: Session) -> set[UUID]:
    """What waits or is at work."""
    return set(session.scalars(select(Job.id).where(_is_open())))


def with_files(session: Session) -> set[UUID]:
    """Jobs whose folder is still needed: what waits or is at work, samples until they are dropped, and the texts that
    an administrator asked to keep."""
    rows = session.scalars(
        select(Job.id)
        .outerjoin(Calibration, Calibration.id == Job.calibration_id)
        .where(
            or_(
                _is_open(),
                (Job.kind == JobKind.SAMPLE.value) & (Job.state == JobState.DONE.value),
                Calibration.keep_texts,
            )
        )
    )
    return set(rows)


def _is_open() -> ColumnElement[bool]:
    return Job.state.in_([state.value for state in JobState if state.is_open])
