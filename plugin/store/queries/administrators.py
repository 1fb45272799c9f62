"""Administrators' accounts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from plugin.store.queries.changing import changed
from plugin.store.tables import Administrator


def any_there(session: Session) -> bool:
    return session.scalar(select(Administrator.id).limit(1)) is not None


def all_of_them(session: Session) -> Sequence[Administrator]:
    return session.scalars(select(Administrator).order_by(Administrator.created)).all()


def find(session: Session, administrator_id: UUID) -> Administrator | None:
    return session.get(Administrator, administrator_id)


def named(session: Session, name: str) -> Administrator | None:
    """Whoever typed their name did not think of capitals."""
    return session.scalar(select(Administrator).where(func.lower(Administrator.name) == name.lower()))


def by_subject(session: Session, issuer: str, sub: str) -> Administrator | None:
    return session.scalar(
        select(Administrator).where(Administrator.oidc_issuer == issuer, Administrator.oidc_sub == sub)
    )


def hold_all(session: Session) -> None:
    """Until this transaction ends, nobody else counts who is left."""
    session.execute(select(Administrator.id).with_for_update()).all()


def others_who_may_enter(session: Session, administrator_id: UUID) -> int:
    return (
        session.scalar(
            select(func.count()).where(Administrator.id != administrator_id, Administrator.disabled.is_(None))
        )
        or 0
    )


def count_failure(session: Session, administrator_id: UUID, now: datetime) -> int | None:
    """One more, counted before the password is looked at: many tries at the same moment are many. How many by now;
    None while the account is locked, be it since a moment ago by another of them."""
    open_ = or_(Administrator.locked_until.is_(None), Administrator.locked_until <= now)
    one_more = update(Administrator).where(Administrator.id == administrator_id, open_)
    if not changed(session, one_more.values(failures=Administrator.failures + 1)):
        return None
    return session.scalar(select(Administrator.failures).where(Administrator.id == administrator_id)) or 0


def use_step(session: Session, administrator_id: UUID, step: int) -> bool:
    """True for the one caller that came with a newer one-time code than any before."""
    return changed(
        session,
        update(Administrator)
        .where(Administrator.id == administrator_id, Administrator.totp_step < step)
        .values(totp_step=step),
    )
