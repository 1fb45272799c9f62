"""Work that one process at a time does for all of them."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from plugin.store.queries import clock
from plugin.store.queries.changing import changed
from plugin.store.queries.unique import get_or_create
from plugin.store.tables import Lease


def take(session: Session, name: str, lasting: timedelta) -> bool:
    """True for the one caller who may begin it now; nobody else may before `lasting` is over."""
    now = clock.now(session)
    get_or_create(session, Lease, name=name)
    free = update(Lease).where(Lease.name == name, Lease.until <= now)
    return changed(session, free.values(until=now + lasting))


def over_since(session: Session, name: str) -> timedelta | None:
    """For how long anybody might have taken it; below zero while it is taken, None where nobody ever did."""
    lease = session.get(Lease, name)
    return clock.now(session) - lease.until if lease else None
