"""Our own RSA keys: made here, published at /lti/jwks, private halves encrypted at rest."""

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet
from jwcrypto.jwk import JWK


def make_key(secret_key: str) -> tuple[str, bytes, dict[str, Any]]:
    """A new key pair: (kid, encrypted private PEM, public JWK). The kid is the RFC 7638 thumbprint."""
    key = JWK.generate(kty="RSA", size=2048)
    kid = key.thumbprint()
    public = json.loads(key.export_public()) | {"kid": kid, "alg": "RS256", "use": "sig"}
    private = key.export_to_pem(private_key=True, password=None)
    return kid, _box(secret_key).encrypt(private), public


def open_private(encrypted: bytes, secret_key: str) -> str:
    """Raise cryptography.fernet.InvalidToken when CAVEAT_SECRET_KEY is not the one it was closed with."""
    return _box(secret_key).decrypt(encrypted).decode()


def _box(secret_key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"caveat tool keys" + secret_key.encode()).digest()))
