"""The platform's own keys: it really signs."""

import hashlib
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


class Key:
    """An RSA key pair with its `kid`."""

    def __init__(self, kid: str, private: rsa.RSAPrivateKey | None = None):
        self.kid = kid
        self.private = private or rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @classmethod
    def kept_in(cls, path: Path) -> "Key":
        """The key of a file, which is made when absent, so that a registration outlives a restart."""
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(cls("new").private_pem)
        private = serialization.load_pem_private_key(path.read_bytes(), None)
        if not isinstance(private, rsa.RSAPrivateKey):
            raise ValueError(f"{path} holds no RSA key")
        found = cls("", private)
        found.kid = hashlib.sha256(found.public_pem).hexdigest()[:20]
        return found

    @property
    def jwk(self) -> dict[str, Any]:
        return RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True) | {
            "kid": self.kid, "alg": "RS256", "use": "sig",
        }  # fmt: skip

    @property
    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def private_pem(self) -> bytes:
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def sign(self, claims: dict[str, Any], headers: dict[str, Any] | None = None) -> str:
        """RS256; `headers` take the place of the usual {"kid": …}."""
        return jwt.encode(claims, self.private, "RS256", headers={"kid": self.kid} if headers is None else headers)
