"""What lies encrypted in the database: sealed with keys derived from CAVEAT_SECRET_KEY, one for each purpose. What an
older key sealed opens too, as long as that key is listed."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet

from plugin.domain.secret_key import newest_first

TOOL_KEYS = b"caveat tool keys"
WATERMARK_KEYS = b"caveat watermark keys"
REPORT_KEYS = b"caveat report keys"
ADMINISTRATORS = b"caveat administrators"


def seal(plain: bytes, secret_key: str, purpose: bytes) -> bytes:
    return _box(secret_key, purpose).encrypt(plain)


def unseal(sealed: bytes, secret_key: str, purpose: bytes) -> bytes:
    """Raise cryptography.fernet.InvalidToken when it was sealed with none of the keys."""
    return _box(secret_key, purpose).decrypt(sealed)


def resealed(sealed: bytes, secret_key: str, purpose: bytes) -> bytes:
    """The same under the newest key. Raise as unseal does."""
    return _box(secret_key, purpose).rotate(sealed)


def _box(secret_key: str, purpose: bytes) -> MultiFernet:
    return MultiFernet([_fernet(key, purpose) for key in newest_first(secret_key)])


def _fernet(secret_key: str, purpose: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(purpose + secret_key.encode()).digest()))
