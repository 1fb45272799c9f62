"""The least that an LTI 1.3 tool can be, strict in its checks: what the platform's own tests stand opposite to."""

import secrets
import time
import uuid
from typing import Any
from urllib.parse import urlencode

import jwt
from flask import Flask, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from tests.platforms.personality import CLAIM
from tests.platforms.platform import Platform
from tests.platforms.signing import Key

LONGEST_TOKEN = 20_000
_NEEDED = ("exp", "iat", "nonce", "sub", *(CLAIM + name for name in ("roles", "deployment_id", "target_link_uri")))


class ToyTool:
    """`forms` are the launches that arrived, as posted; `platform` is set once there is one."""

    def __init__(self, key: Key):
        self.forget(key)

    def forget(self, key: Key) -> None:
        """As new, with this key published."""
        self.keys = [key]
        self.platform: Platform | None = None
        self.forms: list[dict[str, str]] = []
        self.logins: list[dict[str, str]] = []
        self.nonces: set[str] = set()

    def assertion(self, platform: Platform, key: Key | None = None, **changes: Any) -> str:
        """A good client assertion, or one with `changes`; a change to None leaves the claim out."""
        now = int(time.time())
        claims = {
            "iss": platform.client_id, "sub": platform.client_id, "aud": platform.token_audience,
            "iat": now, "exp": now + 300, "jti": str(uuid.uuid4()),
        } | changes  # fmt: skip
        return (key or self.keys[0]).sign({name: value for name, value in claims.items() if value is not None})

    def authentication_request(self, login: dict[str, str]) -> dict[str, str]:
        nonce = secrets.token_urlsafe(16)
        self.nonces.add(nonce)
        return {
            "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
            "client_id": login["client_id"], "redirect_uri": login["target_link_uri"], "nonce": nonce,
            "state": secrets.token_urlsafe(16), "login_hint": login["login_hint"],
            "lti_message_hint": login["lti_message_hint"],
        }  # fmt: skip

    def check(self, token: str, platform: Platform) -> dict[str, Any]:
        """The claims of a launch that is all right. ValueError or PyJWTError for any other."""
        if len(token) > LONGEST_TOKEN:
            raise ValueError("too long")
        kid = jwt.get_unverified_header(token).get("kid")
        found = [jwt.PyJWK(key) for key in platform.key_set()["keys"] if key["kid"] == kid]
        if not found:
            raise ValueError("kid")
        options: Any = {"require": [*_NEEDED, "aud", "iss"]}
        claims = jwt.decode(
            token, found[0], ["RS256"], audience=platform.client_id, issuer=platform.issuer, options=options
        )
        self._check_claims(claims, platform)
        return claims

    def _check_claims(self, claims: dict[str, Any], platform: Platform) -> None:
        registered = platform.registration()
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        right = (
            claims.get("azp", None if several else platform.client_id) == platform.client_id
            and claims["nonce"] in self.nonces
            and claims["iat"] > time.time() - 600
            and claims.get(CLAIM + "version") == "1.3.0"
            and claims.get(CLAIM + "message_type") == "LtiResourceLinkRequest"
            and claims[CLAIM + "deployment_id"] == registered["deployment_id"]
            and bool(claims.get(CLAIM + "resource_link", {}).get("id"))
            and claims[CLAIM + "target_link_uri"] == platform.tool.launch_url
        )
        self.nonces.discard(claims["nonce"])
        if not right:
            raise ValueError("claims")


def make_tool_app(tool: ToyTool) -> Flask:
    app = Flask("toy")

    @app.get("/lti/jwks")
    def keys() -> ResponseReturnValue:
        return jsonify({"keys": [key.jwk for key in tool.keys]})

    @app.route("/lti/login", methods=["GET", "POST"])
    def login() -> ResponseReturnValue:
        assert tool.platform is not None
        tool.logins.append(request.values.to_dict())
        query = tool.authentication_request(tool.logins[-1])
        answer = redirect(f"{tool.platform.registration()['auth_url']}?{urlencode(query)}")
        answer.set_cookie("state", query["state"], secure=True, samesite="None", partitioned=True)
        return answer

    @app.post("/lti/launch")
    def launch() -> str:
        tool.forms.append(request.form.to_dict())
        return "bound" if request.cookies.get("state") == request.form["state"] else "stranger"

    return app
