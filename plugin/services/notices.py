"""Whether a platform tells us when a student hands in: subscribed before a processor is attached, and again when
the platform's address changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.config import Settings
from plugin.lms.connector import Connector, ServiceError, TokenCache
from plugin.lms.notice_handlers import put_handler, read_handlers
from plugin.lms.notices import COURSE_COPY, HELLO_WORLD, SUBMISSION
from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from plugin.services.platforms import platform_of, signing_key
from plugin.store.session import Database
from plugin.store.tables import Deployment

WANTED = (SUBMISSION, COURSE_COPY, HELLO_WORLD)
PATH = "/lti/notices"


@dataclass(frozen=True)
class Subscription:
    """What to ask for, and of whom: plain data, no session behind it."""

    platform: Platform
    key: SigningKey
    notices_url: str
    kinds: tuple[str, ...]


def ensure_subscribed(database: Database, settings: Settings, deployment_id: UUID) -> str | None:
    """Have notices of this deployment sent to us. None when they are, else a code that says why not.

    The platform is asked, and no transaction is open meanwhile: somebody may wait for the answer.
    """
    with database.session() as session:
        work = _take(session, deployment_id, settings.secret_key)
    if work is None:
        return "notices_not_offered"
    try:
        _subscribe(_connector(work, settings), work, settings.base_url + PATH)
    except ServiceError as error:
        return _code(error)
    with database.session() as session:
        session.get_one(Deployment, deployment_id).notices_subscribed = datetime.now(UTC)
    return None


def handlers(database: Database, settings: Settings, deployment_id: UUID) -> dict[str, str] | None:
    """As the platform has them now, None where it offers no notices. Raises ServiceError."""
    with database.session() as session:
        work = _take(session, deployment_id, settings.secret_key)
    if work is None:
        return None
    return read_handlers(_connector(work, settings), work.notices_url)


def unsubscribe(database: Database, settings: Settings, deployment_id: UUID) -> str | None:
    """No notice of this deployment is sent to us any more. None when done, else a code."""
    with database.session() as session:
        work = _take(session, deployment_id, settings.secret_key)
    if work is None:
        return "notices_not_offered"
    connector = _connector(work, settings)
    try:
        for kind in work.kinds:
            put_handler(connector, work.notices_url, kind, "")
    except ServiceError as error:
        return _code(error)
    with database.session() as session:
        session.get_one(Deployment, deployment_id).notices_subscribed = None
    return None


def note_address(deployment: Deployment, url: str, kinds: Sequence[str]) -> None:
    """A launch says where notices are asked for. At a new address we are not subscribed yet; the sweep sees to it."""
    if deployment.lti_notices_url not in (None, url):
        deployment.notices_subscribed = None
    deployment.note(lti_notices_url=url, lti_notice_types=list(kinds))


def _take(session: Session, deployment_id: UUID, secret_key: str) -> Subscription | None:
    deployment = session.get(Deployment, deployment_id)
    if deployment is None or not deployment.lti_notices_url or SUBMISSION not in deployment.lti_notice_types:
        return None
    return Subscription(
        platform_of(deployment.registration),
        signing_key(session, secret_key),
        deployment.lti_notices_url,
        tuple(kind for kind in WANTED if kind in deployment.lti_notice_types),
    )


def _connector(work: Subscription, settings: Settings) -> Connector:
    return Connector(work.platform, work.key, PlatformSession(settings.reach), TokenCache())


def _subscribe(connector: Connector, work: Subscription, handler: str) -> None:
    there = read_handlers(connector, work.notices_url)
    for kind in work.kinds:
        if there.get(kind) != handler:
            put_handler(connector, work.notices_url, kind, handler)


def _code(error: ServiceError) -> str:
    if error.at_token:
        return "notices_no_token"
    return "notices_refused" if 400 <= error.status < 500 else "notices_unreachable"
