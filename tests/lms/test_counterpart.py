"""An independent platform as counterpart: PyPI's lti1p3platform (MIT), which knows nothing of our double."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from flask import Flask, jsonify, request
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration

from plugin.config import Settings
from plugin.lms.connector import Connector, ServiceError, TokenCache
from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from plugin.services import platforms
from plugin.store.session import Database
from plugin.web.app import create_app
from tests.conftest import PLATFORM_KEY
from tests.platforms.browser import Browser
from tests.platforms.server import free_port, serving

SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
M = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


class Conf(LTI1P3PlatformConfAbstract):
    def init_platform_config(self, registration: Registration) -> None:
        self._registration = registration

    def get_registration_by_params(self, **_: Any) -> Registration:
        return self._registration  # type: ignore[no-any-return]


class Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, **_: Any) -> None: ...

    def get_lti_message_hint(self) -> str:
        return "hint"

    def get_redirect(self, url: str) -> str:
        return url


class Launch(LTIAdvantageMessageLaunchAbstract):
    def prepare_launch(self, preflight_response: dict[str, Any]) -> None:
        self.set_user_data("u-1", [M + "Learner"], full_name="Mei Lindqvist")
        self.set_resource_link_claim("essay-2", title="Essay 2")
        self.set_launch_context_claim("course-1", [], context_title="English", context_label="ENG")
        self.set_ags("http://127.0.0.1:1/lineitems", "http://127.0.0.1:1/lineitems/1")

    def render_launch_form(self, launch_data: dict[str, Any], **_: Any) -> str:
        fields = "".join(f'<input name="{name}" value="{launch_data[name]}">' for name in ("id_token", "state"))
        return f'<form method="post" action="{launch_data["launch_url"]}" data-self>{fields}</form>'


@dataclass
class Request:
    get_data: dict[str, Any]
    form_data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Counterpart:
    base_url: str
    conf: Conf
    settings: Settings
    database: Database

    @property
    def platform(self) -> Platform:
        url = self.base_url
        return Platform(url, "client-1", url + "/auth", url + "/token", url + "/jwks")


@pytest.fixture
def counterpart(settings: Settings, database: Database) -> Iterator[Counterpart]:
    port, tool_port = free_port(), int(settings.base_url.rsplit(":", 1)[1])
    conf = Conf(registration=_registration(f"http://127.0.0.1:{port}", settings.base_url))
    found = Counterpart(f"http://127.0.0.1:{port}", conf, settings, database)
    with database.session() as session:
        platforms.register(session, found.platform, ["1"])
    with serving(create_app(settings), tool_port), serving(_app(conf), port):
        yield found


def _registration(base_url: str, tool_url: str) -> Registration:
    private = PLATFORM_KEY.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (
        Registration()
        .set_iss(base_url).set_client_id("client-1").set_deployment_id("1")
        .set_launch_url(tool_url + "/lti/launch").set_oidc_login_url(tool_url + "/lti/login")
        .set_tool_key_set_url(tool_url + "/lti/jwks")
        .set_platform_public_key(PLATFORM_KEY.public_pem.decode()).set_platform_private_key(private.decode())
    )  # fmt: skip


def _app(conf: Conf) -> Flask:
    app = Flask("counterpart")
    app.add_url_rule("/jwks", "jwks", lambda: jsonify(conf.get_jwks()))
    app.add_url_rule("/auth", "auth", lambda: Launch(Request(request.args.to_dict()), conf).lti_launch())
    grant = lambda: jsonify(conf.get_access_token(request.form.to_dict()))  # noqa: E731
    app.add_url_rule("/token", "token", grant, methods=["POST"])
    return app


def test_its_launch_opens_the_assignment(counterpart: Counterpart) -> None:
    browser = Browser()
    browser.open(Login(None, counterpart.conf).prepare_preflight_url("u-1"))
    assert browser.page.status == 200
    assert browser.page.url.endswith("/assignment")
    assert "Essay 2" in browser.page.text


def test_its_token_endpoint_accepts_our_assertion(counterpart: Counterpart) -> None:
    connector = _connector(counterpart)
    assert connector._token(SCORE).count(".") == 2


def test_its_token_endpoint_refuses_an_assertion_by_another_key(counterpart: Counterpart) -> None:
    import jwcrypto.jwk

    stranger = jwcrypto.jwk.JWK.generate(kty="RSA", size=2048).export_to_pem(private_key=True, password=None).decode()
    connector = _connector(counterpart, stranger)
    with pytest.raises(ServiceError):
        connector._token(SCORE)


def _connector(counterpart: Counterpart, private_pem: str = "") -> Connector:
    with counterpart.database.session() as session:
        key = platforms.signing_key(session, counterpart.settings.secret_key)
    key = SigningKey(key.kid, private_pem or key.private_pem)
    return Connector(counterpart.platform, key, PlatformSession(insecure=True), TokenCache())
