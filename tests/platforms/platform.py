"""A strict LTI 1.3 platform: login, auth, keys and tokens. Imports nothing of the tool: it is its counterpart."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
import requests

from tests.platforms.faults import Fault
from tests.platforms.personality import CLAIM, Personality
from tests.platforms.school import Person, School
from tests.platforms.signing import Key

SCOPES = tuple(
    f"https://purl.imsglobal.org/spec/{name}"
    for name in (
        "lti-ags/scope/lineitem",
        "lti-ags/scope/lineitem.readonly",
        "lti-ags/scope/result.readonly",
        "lti-ags/scope/score",
        "lti-nrps/scope/contextmembership.readonly",
    )
)


class RefusedError(Exception):
    """The platform does not go along; `error` as OAuth and OIDC name it."""

    def __init__(self, error: str, detail: str = ""):
        super().__init__(f"{error}: {detail}")
        self.error, self.detail = error, detail


@dataclass(frozen=True)
class Tool:
    """What an administrator entered about the tool."""

    base_url: str

    @property
    def login_url(self) -> str:
        return self.base_url + "/lti/login"

    @property
    def launch_url(self) -> str:
        return self.base_url + "/lti/launch"

    @property
    def jwks_url(self) -> str:
        return self.base_url + "/lti/jwks"


@dataclass
class Platform:
    """One LMS. `claims_for` and `faults` let a test bend the next launch."""

    personality: Personality
    base_url: str
    tool: Tool
    school: School
    scopes: tuple[str, ...] = SCOPES
    key: Key = field(default_factory=lambda: Key("platform-1"))
    old_keys: list[Key] = field(default_factory=list)
    deployment_id: str = ""
    next_fault: Fault | None = None
    bend: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    troubles: list[str] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    _logins: dict[str, str] = field(default_factory=dict)
    _tokens: dict[str, tuple[frozenset[str], float]] = field(default_factory=dict)
    _jtis: set[str] = field(default_factory=set)

    @property
    def issuer(self) -> str:
        return self.personality.issuer(self.base_url)

    @property
    def client_id(self) -> str:
        return self.personality.client_id

    @property
    def token_url(self) -> str:
        return self.base_url + "/token"

    def registration(self) -> dict[str, str]:
        """What the tool's administrator has to be told."""
        return {
            "issuer": self.issuer,
            "client_id": self.client_id,
            "deployment_id": self.deployment_id or self.personality.deployment_id,
            "auth_url": self.base_url + "/auth",
            "token_url": self.token_url,
            "jwks_url": self.base_url + "/jwks",
        }

    def key_set(self) -> dict[str, Any]:
        return {"keys": [key.jwk for key in (self.key, *self.old_keys)]}

    def rotate(self) -> None:
        self.old_keys.append(self.key)
        self.key = Key(f"platform-{len(self.old_keys) + 1}")

    def begin(self, person: Person) -> dict[str, str]:
        """The fields of the login form that is posted to the tool."""
        launch_id = secrets.token_hex(8)
        extras = self.personality.login_extras(launch_id)
        self._logins[extras["lti_message_hint"]] = person.sub
        return {
            "iss": self.issuer,
            "target_link_uri": self.tool.launch_url,
            "login_hint": person.sub,
            "client_id": self.client_id,
            "lti_deployment_id": self.registration()["deployment_id"],
        } | extras

    def authenticate(self, query: dict[str, str]) -> dict[str, str]:
        """The auth endpoint: check every parameter, answer with the form that is posted to the tool."""
        expected = {
            "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
            "client_id": self.client_id, "redirect_uri": self.tool.launch_url,
        }  # fmt: skip
        for name, value in expected.items():
            if query.get(name) != value:
                raise RefusedError("invalid_request", f"{name} is {query.get(name)!r}")
        if not query.get("nonce") or not query.get("state"):
            raise RefusedError("invalid_request", "nonce or state missing")
        hint = query.get("lti_message_hint", "")
        # Moodle's hint works once; so does ours.
        sub = self._logins.pop(hint, None)
        if sub is None or sub != query.get("login_hint"):
            raise RefusedError("invalid_request", "login_hint or lti_message_hint changed")
        person = self.school.by_sub(sub)
        if person is None:
            raise RefusedError("login_required")
        return {"id_token": self._token(person, query["nonce"]), "state": query["state"]}

    def _token(self, person: Person, nonce: str) -> str:
        claims = self.claims(person, nonce)
        if self.bend:
            claims = self.bend(claims)
        fault, self.next_fault = self.next_fault, None
        return fault(claims, self.key) if fault else self.key.sign(claims)

    def claims(self, person: Person, nonce: str) -> dict[str, Any]:
        now, school, p = int(time.time()), self.school, self.personality
        url = self.base_url
        endpoint: dict[str, Any] = {
            "scope": [scope for scope in self.scopes if "lti-ags" in scope],
            "lineitems": url + p.lineitems_path(school.course_id) + p.query,
        }
        if len(school.line_items) == 1:  # AGS 2.0: only when there is exactly one
            number = next(iter(school.line_items))
            endpoint["lineitem"] = url + p.lineitem_path(school.course_id, number) + p.query
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": self.client_id, "sub": person.sub, "nonce": nonce,
            "iat": now, "exp": now + p.token_seconds,
            "name": person.name, "given_name": person.given, "family_name": person.family, "email": person.email,
            CLAIM + "message_type": "LtiResourceLinkRequest",
            CLAIM + "version": "1.3.0",
            CLAIM + "deployment_id": self.registration()["deployment_id"],
            CLAIM + "target_link_uri": self.tool.launch_url,
            CLAIM + "roles": list(person.roles),
            CLAIM + "resource_link": {"id": school.link_id, "title": school.assignment, "description": ""},
            CLAIM + "context": {
                "id": p.context_id(school.course_id), "label": school.course_label,
                "title": school.course_title, "type": p.context_type(),
            },
            CLAIM + "launch_presentation": {"locale": "en", "document_target": "iframe", "return_url": url + "/return"},
            CLAIM + "custom": {"due_at": "$ResourceLink.submission.endDateTime"},
        }  # fmt: skip
        if endpoint["scope"]:
            claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"] = endpoint
        claims["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"] = {
            "context_memberships_url": url + p.members_path(school.course_id),
            "service_versions": ["2.0"],
        }
        return claims | p.claims() | ({"azp": self.client_id} if p.sends_azp else {})

    def grant(self, form: dict[str, str]) -> dict[str, Any]:
        """The token endpoint: the tool's assertion is checked in full, as few platforms do."""
        if form.get("grant_type") != "client_credentials":
            raise RefusedError("unsupported_grant_type")
        if form.get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
            raise RefusedError("invalid_request", "client_assertion_type")
        self._check_assertion(form.get("client_assertion", ""))
        asked = set(form.get("scope", "").split())
        if not asked or not asked <= set(self.scopes):
            raise RefusedError("invalid_scope")
        token = secrets.token_hex(16)
        self._tokens[token] = (frozenset(asked), time.time() + 3600)
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": " ".join(sorted(asked))}

    def _check_assertion(self, assertion: str) -> None:
        try:
            kid = jwt.get_unverified_header(assertion)["kid"]
            claims = jwt.decode(
                assertion, self._tool_key(kid), ["RS256"], audience=self.token_url, issuer=self.client_id,
                options={"require": ["exp", "iat", "iss", "sub", "aud", "jti"]},
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError) as error:
            raise RefusedError("invalid_client", type(error).__name__) from error
        if claims["sub"] != self.client_id or claims["exp"] - claims["iat"] > 3600:
            raise RefusedError("invalid_client", "sub or lifetime")
        if claims["jti"] in self._jtis:
            raise RefusedError("invalid_client", "jti was used before")
        self._jtis.add(claims["jti"])

    def _tool_key(self, kid: str) -> jwt.PyJWK:
        keys = requests.get(self.tool.jwks_url, timeout=5).json()["keys"]
        return jwt.PyJWK(next((key for key in keys if key["kid"] == kid), {}))

    def allows(self, authorization: str, *scopes: str) -> bool:
        token = authorization.removeprefix("Bearer ")
        granted, until = self._tokens.get(token, (frozenset(), 0.0))
        return time.time() < until and any(scope in granted for scope in scopes)

    def forget_tokens(self) -> None:
        self._tokens.clear()
