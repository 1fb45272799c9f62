"""What lies encrypted in the database: sealed with keys derived from CAVEAT_SECRET_KEY, one for each purpose."""

import base64
import hashlib

from cryptography.fernet import Fernet

TOOL_KEYS = b"caveat tool keys"
WATERMARK_KEYS = b"caveat watermark keys"
REPORT_KEYS = b"caveat report keys"
ADMINISTRATORS = b"caveat administrators"


def seal(plain: bytes, secret_key: str, purpose: bytes) -> bytes:
    return _box(secret_key, purpose).encrypt(plain)


def unseal(sealed: bytes, secret_key: str, purpose: bytes) -> bytes:
    """Raise cryptography.fernet.InvalidToken when CAVEAT_SECRET_KEY is not the one it was sealed with."""
    return _box(secret_key, purpose).decrypt(sealed)


def _box(secret_key: str, purpose: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(purpose + secret_key.encode()).digest()))
