"""Our own RSA keys: made here, published at /lti/jwks. Their private halves are sealed before they are stored."""

import json
from typing import Any

from jwcrypto.jwk import JWK


def make_key() -> tuple[str, bytes, dict[str, Any]]:
    """A new key pair: (kid, private PEM, public JWK). The kid is the RFC 7638 thumbprint."""
    key = JWK.generate(kty="RSA", size=2048)
    kid = key.thumbprint()
    if kid.startswith("-"):  # one in 64 does, and commands that name it would read an option
        return make_key()
    public = json.loads(key.export_public()) | {"kid": kid, "alg": "RS256", "use": "sig"}
    return kid, key.export_to_pem(private_key=True, password=None), public
