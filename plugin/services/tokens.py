"""Secrets that a browser holds are stored as hashes only."""

import hashlib
import secrets


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
