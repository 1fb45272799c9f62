"""Notices come in: each verified apart, taken once, answered at once; whatever takes time waits in a table."""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plugin.lms.errors import LaunchRefusedError
from plugin.lms.key_sets import KeySets
from plugin.lms.notices import Notice, addressed_to, verify_notice
from plugin.lms.platform import Platform
from plugin.services.platforms import platform_of
from plugin.services.processing import ToRing, act
from plugin.store import tables
from plugin.store.queries import platforms
from plugin.store.session import Database

log = logging.getLogger(__name__)

INTERNAL = "internal"  # our own fault: the platform may send the notice again


@dataclass(frozen=True)
class Taken:
    """What became of one notice: a code, and what waits now. `notice_id` is "" for one that could not be read."""

    code: str
    notice_id: str = ""
    waits: ToRing = ToRing()
    refused: bool = False


def receive(database: Database, key_sets: KeySets, token: Any, max_bytes: int) -> Taken:
    """Whatever goes wrong with one notice, the others of its batch are taken and what waits for them is rung for."""
    try:
        return _receive(database, key_sets, token, max_bytes)
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing of this notice was kept
        log.error("notice failed: %s", type(error).__name__)  # its words might quote a person's
        return Taken(INTERNAL, refused=True)


def _receive(database: Database, key_sets: KeySets, token: Any, max_bytes: int) -> Taken:
    """Three steps, since the platform's keys may have to be fetched: no transaction is open meanwhile."""
    try:
        with database.session() as session:
            registration_id, platform = _registration(session, token)
        notice = verify_notice(token, platform, key_sets)
    except LaunchRefusedError as error:
        log.warning("notice refused: %s", error.code)
        return Taken(error.code, refused=True)
    taken = _take(database, registration_id, notice, max_bytes)
    log.info("notice %s: %s %s", _shown(notice.lti_id), _shown(notice.kind), taken.code)
    return taken


def _registration(session: Session, token: Any) -> tuple[UUID, Platform]:
    for issuer, client_id in addressed_to(token):
        registration = platforms.find_registration(session, issuer, client_id) if client_id else None
        if registration is not None:
            return registration.id, platform_of(registration)
    raise LaunchRefusedError("registration_unknown", 401)


def _take(database: Database, registration_id: UUID, notice: Notice, max_bytes: int) -> Taken:
    try:
        with database.session() as session:
            deployment = platforms.deployment(session, registration_id, notice.lti_deployment_id)
            if deployment.state != "approved":  # it stays written down, for an administrator to approve
                return Taken(f"deployment_{deployment.state}", notice.lti_id, refused=True)
            if not _first_time(session, registration_id, notice.lti_id):
                return Taken("already_taken", notice.lti_id)
            waits = act(session, deployment, notice, max_bytes)
    except LaunchRefusedError as error:
        return Taken(error.code, notice.lti_id, refused=True)
    return Taken("taken" if notice.content else "noted", notice.lti_id, waits)


def _first_time(session: Session, registration_id: UUID, notice_id: str) -> bool:
    """Kept with what the notice leads to, in one transaction: a notice that failed half-way may come again."""
    try:
        with session.begin_nested():
            session.add(tables.Notice(registration_id=registration_id, lti_notice_id=notice_id))
    except IntegrityError:
        return False
    return True


def _shown(told: str) -> str:
    """A platform's id in a log: short, and of one line."""
    return "".join(c for c in told if c.isprintable())[:64]
