"""The installation's own signature under exported reports: an Ed25519 key, made when it is first needed."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy.orm import Session

from plugin.services import audit
from plugin.services.audit import SYSTEM, Actor
from plugin.store.queries import report_keys
from plugin.store.secrets import REPORT_KEYS, seal, unseal
from plugin.store.tables import ReportKey

_RAW = serialization.Encoding.Raw, serialization.PublicFormat.Raw


@dataclass(frozen=True)
class Signer:
    kid: str
    key: Ed25519PrivateKey

    def value(self, payload: bytes) -> str:
        return _base64url(self.key.sign(payload))


def signer(session: Session, secret_key: str) -> Signer:
    """The newest key in use. One that CAVEAT_SECRET_KEY no longer opens can sign nothing: another takes its place."""
    for row in reversed(report_keys.all_keys(session)):
        if row.retired is None and (key := _opened(row, secret_key)):
            return Signer(row.kid, key)
    return _make(session, secret_key, SYSTEM)


def rotate(session: Session, secret_key: str, actor: Actor) -> str:
    """A new key signs from now on; those before are retired, and still verify. Returns its kid."""
    for row in report_keys.all_keys(session):
        if row.retired is None:
            row.retired = datetime.now(UTC)
            audit.note(session, actor, "report_key.retired", subject_id=row.id, kid=row.kid)
    return _make(session, secret_key, actor).kid


def key_set(session: Session) -> dict[str, Any]:
    """The public halves as a JWK set (RFC 8037), those of retired keys too."""
    return {"keys": [_jwk(row) for row in report_keys.all_keys(session)]}


def public_key(session: Session, kid: str) -> Ed25519PublicKey | None:
    row = report_keys.find(session, kid)
    return _public(row.public_pem.encode()) if row else None


def all_public(session: Session) -> dict[str, Ed25519PublicKey]:
    """By their kid, retired ones too."""
    return {row.kid: _public(row.public_pem.encode()) for row in report_keys.all_keys(session)}


def keys_in(raw: bytes) -> dict[str, Ed25519PublicKey]:
    """The keys of a file by their kid: a JWK set, one JWK, or a PEM. Raise ValueError where there is none."""
    if raw.lstrip().startswith(b"-----BEGIN"):
        key = _public(raw)
        return {_kid(key): key}
    found = json.loads(raw)
    rows = found.get("keys", [found]) if isinstance(found, dict) else []
    keys = [_from_jwk(row) for row in rows if isinstance(row, dict) and row.get("crv") == "Ed25519"]
    if not keys:
        raise ValueError("no Ed25519 key")
    return {_kid(key): key for key in keys}


def is_right(key: Ed25519PublicKey, value: str, payload: bytes) -> bool:
    try:
        key.verify(_unbase64url(value), payload)
    except (InvalidSignature, ValueError):
        return False
    return True


def _make(session: Session, secret_key: str, actor: Actor) -> Signer:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    kid = _kid(key.public_key())
    row = ReportKey(kid=kid, private_pem=seal(private, secret_key, REPORT_KEYS), public_pem=public.decode())
    session.add(row)
    session.flush()
    audit.note(session, actor, "report_key.made", subject_id=row.id, kid=kid)
    return Signer(kid, key)


def _opened(row: ReportKey, secret_key: str) -> Ed25519PrivateKey | None:
    try:
        pem = unseal(row.private_pem, secret_key, REPORT_KEYS)
    except InvalidToken:
        return None
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, Ed25519PrivateKey)  # noqa: S101 - by _make
    return key


def _public(pem: bytes) -> Ed25519PublicKey:
    key = serialization.load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("no Ed25519 key")
    return key


def _jwk(row: ReportKey) -> dict[str, Any]:
    x = _base64url(_public(row.public_pem.encode()).public_bytes(*_RAW))
    made = row.created.astimezone(UTC).isoformat(timespec="seconds")
    until = {"retired": row.retired.astimezone(UTC).isoformat(timespec="seconds")} if row.retired else {}
    return {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": row.kid, "x": x, "made": made} | until


def _from_jwk(row: dict[str, Any]) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(_unbase64url(str(row.get("x", ""))))


def _kid(key: Ed25519PublicKey) -> str:
    """The thumbprint of RFC 7638: a key is known by what it is, wherever its file came from."""
    told = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(key.public_bytes(*_RAW))}
    return _base64url(hashlib.sha256(json.dumps(told, separators=(",", ":"), sort_keys=True).encode()).digest())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unbase64url(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
