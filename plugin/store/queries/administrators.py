"""Administrators, their sessions, and the ways in that they have."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from plugin.store.tables import Administrator, AdministratorLink, AdministratorSession, KnownBrowser, RecoveryCode


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


def count_failure(session: Session, administrator_id: UUID) -> int:
    """One more, counted before the password is looked at: many tries at the same moment are many. How many by now."""
    session.execute(
        update(Administrator)
        .where(Administrator.id == administrator_id)
        .values(failures=Administrator.failures + 1)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(select(Administrator.failures).where(Administrator.id == administrator_id)) or 0


def use_step(session: Session, administrator_id: UUID, step: int) -> bool:
    """True for the one caller that came with a newer one-time code than any before."""
    return _changed(
        session,
        update(Administrator)
        .where(Administrator.id == administrator_id, Administrator.totp_step < step)
        .values(totp_step=step),
    )


def use_recovery_code(session: Session, administrator_id: UUID, code_hash: str, now: datetime) -> bool:
    return _changed(
        session,
        update(RecoveryCode)
        .where(
            RecoveryCode.administrator_id == administrator_id,
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used.is_(None),
        )
        .values(used=now),
    )


def drop_recovery_codes(session: Session, administrator_id: UUID) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.administrator_id == administrator_id))


def recovery_codes_left(session: Session, administrator_id: UUID) -> int:
    query = select(func.count()).where(RecoveryCode.administrator_id == administrator_id, RecoveryCode.used.is_(None))
    return session.scalar(query) or 0


def link(session: Session, token_hash: str) -> AdministratorLink | None:
    return session.scalar(select(AdministratorLink).where(AdministratorLink.token_hash == token_hash))


def use_link(session: Session, link_id: UUID, now: datetime) -> bool:
    """True for the one caller that found it unused."""
    unused = AdministratorLink.id == link_id, AdministratorLink.used.is_(None)
    return _changed(session, update(AdministratorLink).where(*unused).values(used=now))


def open_links(session: Session, now: datetime) -> Sequence[AdministratorLink]:
    return session.scalars(
        select(AdministratorLink)
        .where(AdministratorLink.used.is_(None), AdministratorLink.expires > now)
        .order_by(AdministratorLink.created)
    ).all()


def drop_links(session: Session, kind: str, administrator_id: UUID | None = None) -> None:
    """Those that were not used: the newest one is the one that works."""
    unused = AdministratorLink.kind == kind, AdministratorLink.used.is_(None)
    of_whom = AdministratorLink.administrator_id
    whose = of_whom.is_(None) if administrator_id is None else of_whom == administrator_id
    session.execute(delete(AdministratorLink).where(*unused, whose))


def drop_link(session: Session, link_id: UUID) -> bool:
    return _changed(
        session, delete(AdministratorLink).where(AdministratorLink.id == link_id, AdministratorLink.used.is_(None))
    )


def known_browser(session: Session, administrator_id: UUID, secret_hash: str) -> KnownBrowser | None:
    return session.scalar(
        select(KnownBrowser).where(
            KnownBrowser.administrator_id == administrator_id, KnownBrowser.secret_hash == secret_hash
        )
    )


def drop_known_browsers(session: Session, administrator_id: UUID, created_before: datetime | None = None) -> None:
    old = [] if created_before is None else [KnownBrowser.created < created_before]
    session.execute(delete(KnownBrowser).where(KnownBrowser.administrator_id == administrator_id, *old))


def open_session(
    session: Session, secret_hash: str, now: datetime, seen_after: datetime
) -> AdministratorSession | None:
    return session.scalar(
        select(AdministratorSession)
        .join(AdministratorSession.administrator)
        .where(
            AdministratorSession.secret_hash == secret_hash,
            AdministratorSession.expires > now,
            AdministratorSession.seen > seen_after,
            Administrator.disabled.is_(None),
        )
        .options(joinedload(AdministratorSession.administrator))
    )


def close_session(session: Session, session_id: UUID) -> None:
    session.execute(delete(AdministratorSession).where(AdministratorSession.id == session_id))


def close_by_secret(session: Session, secret_hash: str) -> None:
    session.execute(delete(AdministratorSession).where(AdministratorSession.secret_hash == secret_hash))


def close_sessions_of(session: Session, administrator_id: UUID, but: UUID | None = None) -> int:
    others = [] if but is None else [AdministratorSession.id != but]
    query = delete(AdministratorSession).where(AdministratorSession.administrator_id == administrator_id, *others)
    return cast(CursorResult[Any], session.execute(query)).rowcount


def sessions_of(session: Session, administrator_id: UUID, now: datetime, seen_after: datetime) -> int:
    still = AdministratorSession.expires > now, AdministratorSession.seen > seen_after
    query = select(func.count()).where(AdministratorSession.administrator_id == administrator_id, *still)
    return session.scalar(query) or 0


def last_seen(session: Session) -> dict[UUID, datetime]:
    """When each was last here, as far as their sessions are still kept."""
    query = select(AdministratorSession.administrator_id, func.max(AdministratorSession.seen))
    return {row[0]: row[1] for row in session.execute(query.group_by(AdministratorSession.administrator_id))}


def drop_expired(session: Session, now: datetime) -> None:
    session.execute(delete(AdministratorSession).where(AdministratorSession.expires < now))


def _changed(session: Session, statement: Any) -> bool:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], result).rowcount == 1
