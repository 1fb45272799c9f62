"""The one cookie: a random secret that binds logins and visits to this browser, and forms to both.

Partitioned (CHIPS) so that it works in an LMS's frame while third-party cookies are blocked: measured in Chromium,
`SameSite=None; Secure` alone fails there. It says nothing about the person.
"""

import hashlib
import hmac
import re
import secrets

from flask import Request, Response

from plugin.domain.secret_key import newest_first

COOKIE = "__Host-caveat"
_SECRET = re.compile(r"[A-Za-z0-9_-]{20,100}")  # as new_secret makes them, and nothing that a page session holds


def secret_of(request: Request) -> str | None:
    value = request.cookies.get(COOKIE, "")
    return value if _SECRET.fullmatch(value) else None


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def keep(response: Response, secret: str) -> Response:
    """Until the browser is closed: it may be one that many use. A visit ends by its own time before."""
    response.set_cookie(
        COOKIE,
        secret,
        path="/",
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )
    return response


def form_token(secret_key: str, browser: str, visit_id: object) -> str:
    """SameSite=None lets other sites' forms carry the cookie; they cannot know this."""
    message = f"{browser} {visit_id}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()


def form_token_is_right(sent: str, secret_key: str, browser: str, visit_id: object) -> bool:
    """An older key's too: a form may have been open while the key was changed."""
    known = [form_token(key, browser, visit_id).encode() for key in newest_first(secret_key)]
    return any(hmac.compare_digest(sent.encode(), one) for one in known)
