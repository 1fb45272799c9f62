"""Dynamic registration as each family does it: what it says of itself, and what it makes of a tool's request.

Sources: canvas-lms doc/api/registration, lib/schemas/lti/ims/lti_tool_configuration.rb, app/models/lti/ims;
Moodle 4.5.6 measured, mod/lti/classes/local/ltiopenid/registration_helper.php; documentation.brightspace.com, Dynamic
Registration.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tests.platforms.platform import Platform
from tests.platforms.tokens import RefusedError
from tests.platforms.tool import ToolSettings

PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
CANVAS = "https://canvas.instructure.com/lti/"
_LTI = "https://purl.imsglobal.org/spec/lti/scope/"
_RESOURCE_LINK, _DEEP_LINKING = "LtiResourceLinkRequest", "LtiDeepLinkingRequest"
_REQUIRED = ("application_type", "grant_types", "initiate_login_uri", "redirect_uris", "response_types", "client_name",
             "jwks_uri", "token_endpoint_auth_method", TOOL)  # fmt: skip


@dataclass(frozen=True)
class Habits:
    """How one family registers tools. `token_in_url`: D2L's stands in the addresses, good for one use of each."""

    path: str
    endpoint: str
    family: str
    messages: tuple[dict[str, Any], ...]
    scopes: tuple[str, ...] = ()
    token_in_url: bool = False
    token_for_configuration: bool = False
    starts_active: bool = True
    tells_deployment: bool = False
    status: int = 200


HABITS = {
    "canvas": Habits(
        path="/api/lti/security/openid-configuration",
        endpoint="/api/lti/registrations",
        family="canvas",
        messages=(
            {"type": _RESOURCE_LINK, "placements": ["account_navigation", "course_navigation", "link_selection"]},
            {"type": _DEEP_LINKING, "placements": ["assignment_selection", "submission_type_selection", "ContentArea",
                                                   "RichTextEditor", "ActivityAssetProcessor"]},
            {"type": "LtiEulaRequest"},
        ),
        scopes=(_LTI + "noticehandlers", _LTI + "asset.readonly", _LTI + "report", _LTI + "eula/user",
                _LTI + "eula/deployment"),
        token_for_configuration=True,
    ),
    "moodle": Habits(
        path="/mod/lti/openid-configuration.php",
        endpoint="/mod/lti/openid-registration.php",
        family="moodle",
        messages=({"type": _RESOURCE_LINK}, {"type": _DEEP_LINKING, "placements": ["ContentArea"]}),
        starts_active=False,
        tells_deployment=True,
    ),
    "d2l": Habits(
        path="/d2l/le/ltiadvantage/openid-configuration",
        endpoint="/d2l/le/ltiadvantage/register",
        family="desire2learn",
        messages=({"type": _RESOURCE_LINK}, {"type": _DEEP_LINKING, "placements": ["ContentArea", "RichTextEditor"]}),
        token_in_url=True,
        starts_active=False,
        status=201,
    ),
}  # fmt: skip


@dataclass
class Registrar:
    """One platform's side of it. `bend` changes what it says of itself; `answers` take the place of its next ones."""

    platform: Platform
    active: bool = True
    bend: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    answers: list[Response] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    _tokens: dict[str, set[str]] = field(default_factory=dict)

    @property
    def habits(self) -> Habits:
        return HABITS[self.platform.personality.name]

    def begin(self, tool_url: str) -> str:
        """An administrator pasted a tool's link: where the browser goes."""
        token = secrets.token_urlsafe(24)
        self._tokens[token] = set()
        at = self.platform.base_url + self.habits.path
        query = {"openid_configuration": f"{at}?t={token}" if self.habits.token_in_url else at}
        if not self.habits.token_in_url:
            query["registration_token"] = token
        return tool_url + ("&" if "?" in tool_url else "?") + urlencode(query)

    def configuration(self, sent: str) -> dict[str, Any]:
        if self.habits.token_for_configuration or self.habits.token_in_url:
            self._check(sent, "configuration", once=self.habits.token_in_url)
        base, more = self.platform.base_url, f"?t={sent}" if self.habits.token_in_url else ""
        told = {
            "issuer": self.platform.issuer,
            "authorization_endpoint": base + "/auth",
            "token_endpoint": self.platform.token_url,
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
            "jwks_uri": base + "/jwks",
            "registration_endpoint": base + self.habits.endpoint + more,
            "scopes_supported": ["openid", *self._supported()],
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
            "authorization_server": self.platform.personality.token_audience or urlsplit(base).netloc,
            PLATFORM: {
                "product_family_code": self.habits.family,
                "version": "1",
                "messages_supported": list(self.habits.messages),
                "variables": ["Context.id.history"],
            },
        }
        if self.habits.family == "canvas":
            told[PLATFORM] |= {CANVAS + "account_name": "Example School", CANVAS + "account_lti_guid": "x:canvas-lms"}
        return self.bend(told) if self.bend else told

    def register(self, sent: str, body: Any) -> dict[str, Any]:
        """Check the request as the family does, put the tool in place of the one before, and answer."""
        self._check(sent, "registration", once=True)
        asked = _checked(self, body)
        self.received.append(asked)
        described, client_id = asked[TOOL], _client_id(self.habits.family)
        granted = [scope for scope in asked["scope"].split() if scope in self._supported()]
        deployment = self._install(asked, client_id, tuple(granted))
        reply = asked | {"client_id": client_id, "scope": " ".join(granted)}
        if self.habits.tells_deployment:
            kept = [m for m in described["messages"] if m["type"] == _DEEP_LINKING]  # the rest is dropped (measured)
            reply[TOOL] = described | {"version": "1.3.0", "deployment_id": deployment, "messages": kept}
        return reply

    def activate(self) -> None:
        self.active = True

    def _install(self, asked: dict[str, Any], client_id: str, scopes: tuple[str, ...]) -> str:
        p = self.platform
        deployment = {"canvas": "46:" + secrets.token_hex(20), "moodle": str(5 + len(self.received))}.get(
            self.habits.family, secrets.token_hex(16)
        )
        p.tool = ToolSettings(
            asked["initiate_login_uri"], asked["redirect_uris"][0], asked["jwks_uri"], client_id, deployment
        )
        p.deployment_id, p.scopes = deployment, scopes
        for made_for_the_one_before in ("logins", "tokens"):
            p.__dict__.pop(made_for_the_one_before, None)
        self.active = self.habits.starts_active
        return deployment

    def _supported(self) -> list[str]:
        return list(dict.fromkeys((*self.platform.personality.scopes, *self.habits.scopes)))

    def _check(self, sent: str, use: str, once: bool) -> None:
        if sent not in self._tokens:
            raise RefusedError("unauthorized", "registration token")
        if once and use in self._tokens[sent]:
            raise RefusedError("token_already_used")
        self._tokens[sent].add(use)


def registrar_of(app: Any) -> Registrar:
    found: Registrar = app.extensions["registrar"]
    return found


def registrations(platform: Platform) -> Blueprint:
    room = Blueprint("registrations", __name__)
    if platform.personality.name not in HABITS:  # Open edX and Blackboard do not register tools by themselves
        return room
    registrar = Registrar(platform)
    habits = registrar.habits
    room.record(lambda state: state.app.extensions.__setitem__("registrar", registrar))

    @room.app_context_processor
    def in_the_menu() -> dict[str, bool]:
        return {"registers_tools": True}

    @room.before_app_request
    def only_active_tools() -> ResponseReturnValue | None:
        if registrar.active or not (request.path.startswith("/as/") and request.path.endswith("/launch")):
            return None
        return render_template(
            "refused.html", error=RefusedError("tool_pending", "Activate it under Tools first.")
        ), 403

    @room.get(habits.path)
    def configuration() -> ResponseReturnValue:
        return (
            registrar.answers.pop(0) if registrar.answers else _answer(lambda: registrar.configuration(_token(habits)))
        )

    @room.post(habits.endpoint)
    def register() -> ResponseReturnValue:
        if registrar.answers:
            return registrar.answers.pop(0)
        return _answer(lambda: registrar.register(_token(habits), request.get_json(silent=True)), habits.status)

    @room.route("/tools", methods=["GET", "POST"])
    def tools() -> ResponseReturnValue:
        """Connect a tool by a link, for a person."""
        link = request.form.get("link", "").strip()
        opened = registrar.begin(link) if urlsplit(link).scheme in ("http", "https") else ""
        if opened and habits.token_in_url:  # D2L opens a tab of its own
            return redirect(opened, 303)
        parts = urlsplit(opened)
        return render_template(
            "tools.html", registrar=registrar, opened=opened, tool=f"{parts.scheme}://{parts.netloc}"
        )

    @room.post("/tools/activate")
    def activate() -> ResponseReturnValue:
        registrar.activate()
        return redirect("/tools", 303)

    return room


def _token(habits: Habits) -> str:
    if habits.token_in_url:
        return request.args.get("t", "")
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _answer(make: Callable[[], dict[str, Any]], status: int = 200) -> ResponseReturnValue:
    try:
        return jsonify(make()), status
    except RefusedError as error:
        refused = 401 if error.error in ("unauthorized", "token_already_used") else 400
        return jsonify({"status": refused, "reason": error.error, "detail": error.detail}), refused


def _client_id(family: str) -> str:
    return f"1{secrets.randbelow(10**13):014d}" if family == "canvas" else secrets.token_urlsafe(11)


def _checked(registrar: Registrar, body: Any) -> dict[str, Any]:
    """What every family wants, and Canvas's schema, which refuses the whole for one unknown word."""
    if not isinstance(body, dict):
        raise RefusedError("invalid_request", "not a JSON object")
    missing = [name for name in _REQUIRED if not body.get(name)]
    described = body.get(TOOL) or {}
    missing += [name for name in ("domain", "messages", "claims", "target_link_uri") if not described.get(name)]
    if missing:
        raise RefusedError("invalid_request", "missing required attribute " + missing[0])
    if "id_token" not in body["response_types"] or body["token_endpoint_auth_method"] != "private_key_jwt":
        raise RefusedError("invalid_request", "response_types or token_endpoint_auth_method")
    if (
        not isinstance(body["redirect_uris"], list)
        or described["domain"] != urlsplit(described["target_link_uri"]).netloc
    ):
        raise RefusedError("invalid_request", "redirect_uris or domain")
    if registrar.habits.family == "canvas":
        _check_as_canvas(registrar, body, described)
    return body


def _check_as_canvas(registrar: Registrar, body: dict[str, Any], described: dict[str, Any]) -> None:
    known = {m["type"]: m.get("placements", []) for m in registrar.habits.messages}
    unknown = set(body["scope"].split()) - set(registrar._supported())
    if unknown or {"client_credentials", "implicit"} - set(body["grant_types"]):
        raise RefusedError("invalid_request", "Invalid scopes or grant types")
    for message in described["messages"]:
        places = {place.removeprefix(CANVAS) for place in message.get("placements", [])}
        allowed = {*known.get(message["type"], []), "link_selection", "editor_button"}
        if message["type"] not in known or not places <= allowed:
            raise RefusedError("invalid_request", "messages do not fit the schema")
    if described.get(CANVAS + "privacy_level") not in ("public", "name_only", "email_only", "anonymous"):
        raise RefusedError("invalid_request", "privacy_level")
