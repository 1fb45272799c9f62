"""What is shown once: the form that made it leads on to a page, which shows it. Loaded again, that page shows nothing,
and nothing is made anew."""

from typing import Any

from flask import after_this_request, g, redirect, request
from werkzeug.wrappers import Response

from plugin.services.signing import NotOursError, Signer
from plugin.web.parts import parts

COOKIE = "__Host-caveat-admin-once"  # by its prefix no other site or host can put one there
_SECONDS = 60
_HOW: dict[str, Any] = {"path": "/", "secure": True, "httponly": True, "samesite": "Strict"}


def lead_to(page: str, secret: str) -> Response:
    """`page`: an address of ours."""
    response = redirect(page, 303)
    response.set_cookie(COOKIE, _signer().sign([page, secret]), max_age=_SECONDS, **_HOW)
    return response


def told() -> str:
    """The secret that this page was opened to show; "" where it was shown already."""
    try:
        page, secret = _signer().read(request.cookies.get(COOKIE, ""))
    except NotOursError:
        return ""
    if page != request.path:
        return ""
    after_this_request(_forget)
    return str(secret)


def _forget(response: Response) -> Response:
    response.delete_cookie(COOKIE, **_HOW)
    return response


def _signer() -> Signer:
    """For this session alone."""
    return Signer(parts().settings.secret_key, f"caveat shown once {g.administrator_session.id}", _SECONDS)
