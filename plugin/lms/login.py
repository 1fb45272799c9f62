"""Third-party initiated login: the platform knocks, we send the browser to its authorization endpoint."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pylti1p3.cookie import CookieService
from pylti1p3.exception import LtiException, OIDCException
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.request import Request
from pylti1p3.session import SessionService

from plugin.lms.errors import LaunchRefusedError
from plugin.lms.platform import Platform
from plugin.lms.tool_conf import OneRegistration

MAX_PARAMETER = 8_192  # Canvas's hints are JWTs of some hundred characters


@dataclass(frozen=True)
class LoginRedirect:
    """Where the browser goes, and what must come back with it."""

    url: str
    state: str
    nonce: str


class FormRequest(Request):
    """Parameters of a login or launch, however they came."""

    def __init__(self, parameters: Mapping[str, str]):
        self.parameters = parameters

    @property
    def session(self) -> dict[str, Any]:
        return {}

    def is_secure(self) -> bool:
        return True

    def get_param(self, key: str) -> str:
        return self.parameters.get(key, "")


class NoCookies(CookieService):
    """Our own cookie binds the browser (plugin.web.visit); the library's, without Partitioned, would not."""

    def get_cookie(self, name: str) -> str | None:
        return None

    def set_cookie(self, name: str, value: str | int, exp: int | None = 3600) -> None:
        pass


class _Memory(SessionService):
    """Keeps the nonce the library makes, for the caller to store."""

    nonce = ""

    def save_nonce(self, nonce: str) -> None:
        self.nonce = nonce


class _Login(OIDCLogin[Any, Any, Any, Any, Any]):
    state = ""

    def _get_uuid(self) -> str:
        # 256 random bits: the library's uuid4 holds 122, the Security Framework asks for 128.
        self.state = secrets.token_urlsafe(32)
        return self.state

    def _generate_nonce(self) -> str:
        return secrets.token_urlsafe(32)

    def get_redirect(self, url: str) -> Any:
        raise NotImplementedError("the web room redirects")

    def url_to(self, launch_url: str) -> str:
        return self._prepare_redirect_url(launch_url)


def begin_login(parameters: Mapping[str, str], platform: Platform, launch_url: str) -> LoginRedirect:
    """Answer a login request of `platform`; raise LaunchRefusedError when it is not one."""
    if any(len(value) > MAX_PARAMETER for value in parameters.values()):
        raise LaunchRefusedError("login_too_long")
    # The registration found may be keyed by a client id that the platform did not send (it is optional).
    request = FormRequest({**parameters, "client_id": platform.client_id})
    memory = _Memory(request)
    login = _Login(request, OneRegistration(platform), session_service=memory, cookie_service=NoCookies())
    try:
        url = login.url_to(launch_url)
    except (OIDCException, LtiException) as error:
        raise LaunchRefusedError("login_incomplete", detail=str(error)) from error
    return LoginRedirect(url, "state-" + login.state, memory.nonce)
