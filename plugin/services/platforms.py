"""Connecting to platforms: registrations, deployments, and our own keys."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.lms.keys import make_key
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.quirks import brightspace
from plugin.services import audit
from plugin.services.audit import COMMAND, Actor
from plugin.store.queries import platforms
from plugin.store.queries.arriving import Registered
from plugin.store.secrets import TOOL_KEYS, seal, unseal
from plugin.store.tables import Deployment, Registration, ToolKey

# Platforms keep what they read of a key set for hours; one that met a new key's signature before the key refuses it.
PUBLISHED_AHEAD = timedelta(hours=24)


class NoSuchDeploymentError(Exception):
    """There is no deployment with that id."""


class NoSuchKeyError(Exception):
    """No published key has that kid."""


class KeyInUseError(Exception):
    """The key still signs: another one has to, before it can be retired."""


def platform_of(registration: Registration | Registered) -> Platform:
    return Platform(
        registration.issuer,
        registration.client_id,
        registration.auth_url,
        registration.token_url,
        registration.jwks_url,
        registration.token_audience or brightspace.token_audience(registration.token_url, registration.platform_family),
    )


def register(session: Session, platform: Platform, lti_deployment_ids: list[str], name: str = "") -> Registration:
    """Add or update the registration of (issuer, client id) and approve the deployments named."""
    row = _find_or_add(session, platform)
    row.name = name[:255] or row.name or (urlsplit(platform.issuer).netloc)[:255]
    row.auth_url, row.token_url, row.jwks_url = platform.auth_url, platform.token_url, platform.jwks_url
    row.token_audience = platform.token_audience
    for lti_deployment_id in lti_deployment_ids:
        platforms.deployment(session, row.id, lti_deployment_id).state = "approved"
    return row


def register_by(
    session: Session, actor: Actor, platform: Platform, lti_deployment_ids: list[str], name: str = ""
) -> Registration:
    """The same by a person's hand, which is written down."""
    known = platforms.find_registration(session, platform.issuer, platform.client_id) is not None
    row = register(session, platform, lti_deployment_ids, name)
    action = "registration.changed" if known else "registration.made"
    audit.note(session, actor, action, subject_id=row.id, deployments=len(lti_deployment_ids))
    return row


def _find_or_add(session: Session, platform: Platform) -> Registration:
    found = platforms.find_registration(session, platform.issuer, platform.client_id)
    if found:
        return found
    row = Registration(
        issuer=platform.issuer,
        client_id=platform.client_id,
        auth_url=platform.auth_url,
        token_url=platform.token_url,
        jwks_url=platform.jwks_url,
    )
    session.add(row)
    session.flush()
    return row


def rename(session: Session, registration: Registration, name: str, actor: Actor = COMMAND) -> None:
    registration.name = name.strip()[:255]
    audit.note(session, actor, "registration.renamed", subject_id=registration.id)


def decide_deployment(session: Session, deployment_id: UUID, state: str, actor: Actor = COMMAND) -> Deployment:
    row = session.get(Deployment, deployment_id)
    if row is None:
        raise NoSuchDeploymentError(str(deployment_id))
    if row.state != state:
        row.state = state
        audit.note(session, actor, f"deployment.{state}", subject_id=row.id)
    return row


def ensure_key(session: Session, secret_key: str) -> ToolKey:
    """The key we sign with, made on first use."""
    return platforms.signing_key(session) or _make_key(session, secret_key, None)


def rotate_key(session: Session, secret_key: str, ahead: timedelta = timedelta(), actor: Actor = COMMAND) -> ToolKey:
    """Make a new key and publish it; it signs once platforms had the time `ahead` to read it. The old one stays
    published."""
    row = _make_key(session, secret_key, datetime.now(UTC) + ahead if ahead else None)
    audit.note(session, actor, "key.made", subject_id=row.id, hours_ahead=round(ahead / timedelta(hours=1)))
    return row


def sign_now(session: Session, kid: str, actor: Actor = COMMAND) -> ToolKey:
    """Wait no longer with a key that is published ahead. Raises NoSuchKeyError."""
    row = _published(session, kid)
    row.signs_from = None
    audit.note(session, actor, "key.signs", subject_id=row.id)
    return row


def retire_key(session: Session, kid: str, actor: Actor = COMMAND) -> ToolKey:
    """Publish a key no longer. Raises NoSuchKeyError, and KeyInUseError for the one that signs."""
    row = _published(session, kid)
    signing = platforms.signing_key(session)
    if signing is not None and signing.kid == kid:
        raise KeyInUseError(kid)
    row.retired = datetime.now(UTC)
    audit.note(session, actor, "key.retired", subject_id=row.id)
    return row


def key_state(key: ToolKey, signing: ToolKey | None) -> str:
    """signs | published | waiting (published ahead) | retired."""
    if key.retired:
        return "retired"
    if signing is not None and key.kid == signing.kid:
        return "signs"
    return "waiting" if key.signs_from and key.signs_from > datetime.now(UTC) else "published"


def _make_key(session: Session, secret_key: str, signs_from: datetime | None) -> ToolKey:
    kid, private_pem, public_jwk = make_key()
    sealed = seal(private_pem, secret_key, TOOL_KEYS)
    row = ToolKey(kid=kid, private_pem=sealed, public_jwk=public_jwk, signs_from=signs_from)
    session.add(row)
    session.flush()
    return row


def _published(session: Session, kid: str) -> ToolKey:
    row = platforms.published_key(session, kid)
    if row is None:
        raise NoSuchKeyError(kid)
    return row


def signing_key(session: Session, secret_key: str) -> SigningKey:
    """The private key, opened. Raises cryptography's InvalidToken when the secret key has changed."""
    row = ensure_key(session, secret_key)
    return SigningKey(row.kid, unseal(row.private_pem, secret_key, TOOL_KEYS).decode())


def key_set(session: Session) -> dict[str, list[dict[str, Any]]]:
    return {"keys": [key.public_jwk for key in platforms.published_keys(session)]}
