"""Launches that were begun and wait for the tool's authentication request (LTI Security 5.1.1).

What goes wrong is told to the tool by a form, or to the person by a page, as each family does it: Canvas's
app/controllers/lti/ims/authentication_controller.rb; Moodle's mod/lti/auth.php, measured.
"""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.platforms.personality import Personality
from tests.platforms.school import Person
from tests.platforms.signing import Key
from tests.platforms.tokens import RefusedError

LOGIN_SECONDS = 300  # canvas-lms lib/lti/redis_message_client.rb


class Login(NamedTuple):
    """A launch that was begun and waits for the tool's authentication request."""

    login_hint: str
    sub: str
    made: float
    fault: str
    variant: str
    shape: Callable[[dict[str, Any]], dict[str, Any]] | None = None  # of another message than the usual


class Logins:
    def __init__(self, personality: Personality, client_id: str, launch_url: str):
        self.personality, self.client_id, self.launch_url = personality, client_id, launch_url
        self._waiting: dict[str, Login] = {}
        self._lock = threading.Lock()

    def begin(self, person: Person, key: Key, fault: str, variant: str, shape: Any = None) -> dict[str, str]:
        """The part of the login form that is new for every launch."""
        hint = self.personality.login_hint(person)
        extras = self.personality.login_extras(secrets.token_hex(8), key)
        self._waiting[extras["lti_message_hint"]] = Login(hint, person.sub, time.time(), fault, variant, shape)
        return {"login_hint": hint} | extras

    def take(self, query: dict[str, str]) -> Login:
        """The launch that this authentication request belongs to; it is used up. Raises RefusedError."""
        self._check_address(query)
        self._check_request(query)
        return self._use_up(query)

    def _check_address(self, query: dict[str, str]) -> None:
        """Nothing is ever posted to an address that was not registered."""
        for name, value in (("redirect_uri", self.launch_url), ("client_id", self.client_id)):
            if query.get(name) != value:
                # Moodle tells the registered tool of a wrong client (measured); Canvas finds no redirect_uri for it.
                told = name in self.personality.tells_tool
                raise RefusedError("unauthorized_client", f"{name} is {query.get(name)!r}", to_tool=told)

    def _check_request(self, query: dict[str, str]) -> None:
        told = self.personality.tells_tool
        if query.get("scope") != "openid":
            raise RefusedError("invalid_scope", f"scope is {query.get('scope')!r}", to_tool="scope" in told)
        for name in ("nonce", "state"):
            if not query.get(name):
                raise RefusedError("invalid_request", f"{name} is missing", to_tool=name in told)
        for name, value in (("response_type", "id_token"), ("response_mode", "form_post"), ("prompt", "none")):
            if query.get(name) != value:
                raise RefusedError("invalid_request", f"{name} is {query.get(name)!r}", to_tool=True)

    def _use_up(self, query: dict[str, str]) -> Login:
        """Moodle and Canvas take a hint once: the one keeps it in its session, the other deletes the cached launch."""
        hint = query.get("lti_message_hint", "")
        with self._lock:
            login = self._waiting.get(hint)
            if login is None or login.made + LOGIN_SECONDS < time.time():
                known = self.personality.knows_hint(hint)
                raise RefusedError("launch_no_longer_valid", "used, expired or changed lti_message_hint", to_tool=known)
            if login.login_hint != query.get("login_hint"):
                raise RefusedError("login_required", "login_hint is another's", to_tool=True)
            return self._waiting.pop(hint) if self.personality.hint_is_used_up else login
