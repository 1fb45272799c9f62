"""A small OpenID provider that really signs: one person, who agrees at once."""

import base64
import hashlib
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask, jsonify, request

from tests.platforms.signing import Key

KEY = Key("provider-1")


@dataclass
class Provider:
    """`claims`: of the person; `spoil`: what to put into the ID token in the place of the truth."""

    base_url: str
    client_id: str = "caveat"
    client_secret: str = "hush: & it's /secret"  # noqa: S105 - a test's
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "u1", "preferred_username": "grace"})
    spoil: dict[str, Any] = field(default_factory=dict)
    signer: Key = KEY
    issuer_told: str = ""
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def agree(self, address: str) -> str:
        """What the browser is sent back to, after the person signed in at `address`."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["client_id"] == self.client_id
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.asked)}"
        self.asked[code] = query
        back = urlsplit(query["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': query['state']})}"

    def app(self) -> Flask:
        app = Flask("provider")
        app.add_url_rule("/.well-known/openid-configuration", view_func=self._configuration)
        app.add_url_rule("/keys", view_func=lambda: jsonify({"keys": [KEY.jwk]}), endpoint="keys")
        app.add_url_rule("/token", view_func=self._token, methods=["POST"])
        return app

    def _configuration(self) -> Any:
        return jsonify({
            "issuer": self.issuer_told or self.base_url,
            "authorization_endpoint": self.base_url + "/authorize",
            "token_endpoint": self.base_url + "/token",
            "jwks_uri": self.base_url + "/keys",
        })  # fmt: skip

    def _token(self) -> Any:
        query = self.asked.pop(request.form.get("code", ""), None)
        if query is None or not self._is_caveat():
            return jsonify({"error": "invalid_grant"}), 400
        verifier = request.form["code_verifier"].encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        if challenge != query["code_challenge"] or request.form["redirect_uri"] != query["redirect_uri"]:
            return jsonify({"error": "invalid_grant"}), 400
        return jsonify({"access_token": "at", "token_type": "Bearer", "id_token": self._id_token(query["nonce"])})

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        told = {"iss": self.base_url, "aud": self.client_id, "exp": now + 300, "iat": now, "nonce": nonce}
        return self.signer.sign(told | self.claims | self.spoil)

    def _is_caveat(self) -> bool:
        sent = request.authorization
        return bool(sent and (sent.username, sent.password) == (self.client_id, self.client_secret))
