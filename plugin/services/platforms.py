"""Connecting to platforms: registrations, deployments, and our own keys."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.lms.keys import make_key
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.quirks import brightspace
from plugin.store.queries import platforms
from plugin.store.queries.arriving import Registered
from plugin.store.secrets import TOOL_KEYS, seal, unseal
from plugin.store.tables import Deployment, Registration, ToolKey


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


def decide_deployment(session: Session, deployment_id: UUID, state: str) -> Deployment:
    row = session.get(Deployment, deployment_id)
    if row is None:
        raise NoSuchDeploymentError(str(deployment_id))
    row.state = state
    return row


def ensure_key(session: Session, secret_key: str) -> ToolKey:
    """The key we sign with, made on first use."""
    return platforms.signing_key(session) or rotate_key(session, secret_key)


def rotate_key(session: Session, secret_key: str) -> ToolKey:
    """Make a new key and sign with it from now on; the old one stays published."""
    kid, private_pem, public_jwk = make_key()
    row = ToolKey(kid=kid, private_pem=seal(private_pem, secret_key, TOOL_KEYS), public_jwk=public_jwk)
    session.add(row)
    session.flush()
    return row


def retire_key(session: Session, kid: str) -> ToolKey:
    """Publish a key no longer. Raises NoSuchKeyError, and KeyInUseError for the one that signs."""
    row = next((key for key in platforms.published_keys(session) if key.kid == kid), None)
    if row is None:
        raise NoSuchKeyError(kid)
    signing = platforms.signing_key(session)
    if signing is not None and signing.kid == kid:
        raise KeyInUseError(kid)
    row.retired = datetime.now(UTC)
    return row


def signing_key(session: Session, secret_key: str) -> SigningKey:
    """The private key, opened. Raises cryptography's InvalidToken when the secret key has changed."""
    row = ensure_key(session, secret_key)
    return SigningKey(row.kid, unseal(row.private_pem, secret_key, TOOL_KEYS).decode())


def key_set(session: Session) -> dict[str, list[dict[str, Any]]]:
    return {"keys": [key.public_jwk for key in platforms.published_keys(session)]}
