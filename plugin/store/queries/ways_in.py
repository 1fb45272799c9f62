"""By what administrators come in beside their password: links, recovery codes, browsers that are known."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from plugin.store.queries.changing import changed
from plugin.store.tables import AdministratorLink, KnownBrowser, RecoveryCode


def use_recovery_code(session: Session, administrator_id: UUID, code_hash: str, now: datetime) -> bool:
    return changed(
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
    return changed(session, update(AdministratorLink).where(*unused).values(used=now))


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


def drop_links_made_by(session: Session, administrator_id: UUID) -> None:
    unused = AdministratorLink.used.is_(None)
    session.execute(delete(AdministratorLink).where(AdministratorLink.made_by == administrator_id, unused))


def drop_link(session: Session, link_id: UUID) -> bool:
    return changed(
        session, delete(AdministratorLink).where(AdministratorLink.id == link_id, AdministratorLink.used.is_(None))
    )


def known_browser(session: Session, administrator_id: UUID, secret_hash: str) -> KnownBrowser | None:
    return session.scalar(
        select(KnownBrowser).where(
            KnownBrowser.administrator_id == administrator_id, KnownBrowser.secret_hash == secret_hash
        )
    )


def count_browser_failure(session: Session, known_id: UUID, most: int) -> bool:
    """One more; False where it has `most` of them."""
    few = KnownBrowser.id == known_id, KnownBrowser.failures < most
    return changed(session, update(KnownBrowser).where(*few).values(failures=KnownBrowser.failures + 1))


def drop_known_browsers(session: Session, administrator_id: UUID, created_before: datetime | None = None) -> None:
    old = [] if created_before is None else [KnownBrowser.created < created_before]
    session.execute(delete(KnownBrowser).where(KnownBrowser.administrator_id == administrator_id, *old))
