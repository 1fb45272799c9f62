"""The session of a page in a frame whose browser keeps no cookie for us.

The page holds it and sends it along, in a header or a form's field, never in an address. It is signed, bound to one
visit, and over after twenty minutes unless a newer one was handed out: every answer carries one.
"""

import secrets
from uuid import UUID

from flask import Request, Response

from plugin.services.signing import NotOursError, Signer
from plugin.web import form_size

HEADER = "X-Caveat-Session"
FIELD = "session"
GO = "X-Caveat-Go"
LIFETIME_SECONDS = 20 * 60


def sent_header(request: Request) -> str | None:
    return request.headers.get(HEADER)


def sent_field(request: Request) -> str | None:
    """Nobody's large form is read to see who sent it: a page that sends files has its session in the header."""
    return request.form.get(FIELD) if request.method == "POST" and form_size.is_small(request) else None


def new_holder() -> str:
    """What plays the cookie's part for one visit: the visit knows its hash. No cookie can say it, so that only a
    session that is signed and fresh opens the visit, and nothing that the platform's storage keeps does."""
    return "page " + secrets.token_urlsafe(32)


def issue(secret_key: str, visit_id: UUID, secret: str) -> str:
    return _signer(secret_key).sign([str(visit_id), secret])


def secret_in(token: str, secret_key: str, visit_id: object) -> str | None:
    """The secret, where the session is ours, fresh, and of this visit."""
    try:
        of_visit, secret = _signer(secret_key).read(token)
    except NotOursError:
        return None
    return str(secret) if of_visit == str(visit_id) else None


def hand_out(response: Response, token: str, by_script: bool) -> Response:
    """A script may not see where a redirect leads, and so loses the place within the page: it is told instead."""
    response.headers[HEADER] = token
    if by_script and response.status_code in (301, 302, 303):
        response.headers[GO] = response.headers.pop("Location")
        response.status_code = 204
        response.set_data(b"")
    return response


def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, "caveat page session", LIFETIME_SECONDS)
